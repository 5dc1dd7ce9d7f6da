using System.Text;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>
/// All that a profile says beside its samples. It comes in any order, most often behind them, so the file is read once for
/// this, and once more for the samples.
/// </summary>
internal sealed class PprofTables
{
    private readonly PprofFile _file;

    private PprofTables(PprofFile file) => _file = file;

    /// <summary>The strings.</summary>
    internal List<string> Strings { get; } = [];

    /// <summary>Type and unit of the values, as indices.</summary>
    internal List<(int Type, int Unit)> SampleTypes { get; } = [];

    /// <summary>The mappings by id: as messages, for what they refer to may come later.</summary>
    internal Dictionary<ulong, (ulong Start, ulong FileOffset, int Name, int BuildId)> Mappings { get; } = [];

    /// <summary>The functions by id.</summary>
    internal Dictionary<ulong, PprofFunction> Functions { get; } = [];

    /// <summary>The locations by id: mapping, address, and the functions at that place with their lines, the innermost first.</summary>
    internal Dictionary<ulong, (ulong Mapping, ulong Address, (ulong Function, int Line)[] Lines)> Locations { get; } = [];

    /// <summary>Nanoseconds since 1970 of the start; 0 where it is not said.</summary>
    internal long TimeNanos { get; private set; }

    /// <summary>Nanoseconds that it took; 0 where they are not said.</summary>
    internal long DurationNanos { get; private set; }

    /// <summary>What the period is of.</summary>
    internal (int Type, int Unit) PeriodType { get; private set; }

    /// <summary>Occurrences between samples; 0 where they are not said.</summary>
    internal long Period { get; private set; }

    /// <summary>Texts that the file's maker added, as indices.</summary>
    internal List<int> Comments { get; } = [];

    /// <summary>Reads them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="look">Told now and then which part has been read.</param>
    /// <exception cref="ProtoException">It is none.</exception>
    /// <exception cref="ImportFormatException">A part of it makes no sense.</exception>
    internal static PprofTables Read(PprofFile file, Action<double> look)
    {
        var tables = new PprofTables(file);
        using var stream = file.Open();
        for (int fields = 1; stream.Read(out int field, out ulong number, out var bytes, out long offset); fields++)
        {
            tables.Take(field, number, bytes, offset);
            if (fields % 65536 == 0)
                look(stream.Part);
        }

        return tables;
    }

    /// <summary>A string by its index.</summary>
    /// <exception cref="ImportFormatException">There is none.</exception>
    internal string String(int index) => (uint)index < (uint)Strings.Count
        ? Strings[index]
        : throw _file.Error(0, $"indices of its {Strings.Count} strings", $"index {index}");

    private void Take(int field, ulong number, ReadOnlySpan<byte> bytes, long offset)
    {
        switch (field)
        {
            case PprofField.ProfileSampleType:
                SampleTypes.Add(ValueType(bytes, offset));
                break;
            case PprofField.ProfileMapping:
                AddMapping(bytes, offset);
                break;
            case PprofField.ProfileLocation:
                AddLocation(bytes, offset);
                break;
            case PprofField.ProfileFunction:
                AddFunction(bytes, offset);
                break;
            case PprofField.ProfileStringTable:
                Strings.Add(Encoding.UTF8.GetString(bytes));
                break;
            case PprofField.ProfileTimeNanos:
                TimeNanos = (long)number;
                break;
            case PprofField.ProfileDurationNanos:
                DurationNanos = (long)number;
                break;
            case PprofField.ProfilePeriodType:
                PeriodType = ValueType(bytes, offset);
                break;
            case PprofField.ProfilePeriod:
                Period = (long)number;
                break;
            case PprofField.ProfileComment:
                AddComments(number, bytes, offset);
                break;
        }
    }

    private static int Index(ulong number) => (int)Math.Min(number, int.MaxValue);

    private static (int Type, int Unit) ValueType(ReadOnlySpan<byte> bytes, long offset)
    {
        var reader = new ProtoReader(bytes, offset);
        int type = 0;
        int unit = 0;
        while (reader.Read())
        {
            if (reader.Field == PprofField.ValueTypeType)
                type = Index(reader.Number);
            else if (reader.Field == PprofField.ValueTypeUnit)
                unit = Index(reader.Number);
        }

        return (type, unit);
    }

    private void AddMapping(ReadOnlySpan<byte> bytes, long offset)
    {
        var reader = new ProtoReader(bytes, offset);
        ulong id = 0;
        (ulong Start, ulong FileOffset, int Name, int BuildId) mapping = default;
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case PprofField.MappingId:
                    id = reader.Number;
                    break;
                case PprofField.MappingMemoryStart:
                    mapping.Start = reader.Number;
                    break;
                case PprofField.MappingFileOffset:
                    mapping.FileOffset = reader.Number;
                    break;
                case PprofField.MappingFilename:
                    mapping.Name = Index(reader.Number);
                    break;
                case PprofField.MappingBuildId:
                    mapping.BuildId = Index(reader.Number);
                    break;
            }
        }

        Require(id != 0 && Mappings.TryAdd(id, mapping), "mapping", id, offset);
    }

    private void AddFunction(ReadOnlySpan<byte> bytes, long offset)
    {
        var reader = new ProtoReader(bytes, offset);
        ulong id = 0;
        int name = 0;
        int systemName = 0;
        int file = 0;
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case PprofField.FunctionId:
                    id = reader.Number;
                    break;
                case PprofField.FunctionName:
                    name = Index(reader.Number);
                    break;
                case PprofField.FunctionSystemName:
                    systemName = Index(reader.Number);
                    break;
                case PprofField.FunctionFilename:
                    file = Index(reader.Number);
                    break;
            }
        }

        Require(id != 0 && Functions.TryAdd(id, new PprofFunction(name == 0 ? systemName : name, file)), "function", id, offset);
    }

    private void AddLocation(ReadOnlySpan<byte> bytes, long offset)
    {
        var reader = new ProtoReader(bytes, offset);
        ulong id = 0;
        ulong mapping = 0;
        ulong address = 0;
        var lines = new List<(ulong Function, int Line)>(1);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case PprofField.LocationId:
                    id = reader.Number;
                    break;
                case PprofField.LocationMappingId:
                    mapping = reader.Number;
                    break;
                case PprofField.LocationAddress:
                    address = reader.Number;
                    break;
                case PprofField.LocationLine:
                    lines.Add(Line(reader.Bytes, reader.BytesOffset));
                    break;
            }
        }

        Require(id != 0 && Locations.TryAdd(id, (mapping, address, [.. lines])), "location", id, offset);
    }

    private static (ulong Function, int Line) Line(ReadOnlySpan<byte> bytes, long offset)
    {
        var reader = new ProtoReader(bytes, offset);
        ulong function = 0;
        int line = 0;
        while (reader.Read())
        {
            if (reader.Field == PprofField.LineFunctionId)
                function = reader.Number;
            else if (reader.Field == PprofField.LineLine)
                line = Index(reader.Number);
        }

        return (function, line);
    }

    private void AddComments(ulong number, ReadOnlySpan<byte> bytes, long offset)
    {
        if (bytes.IsEmpty)
        {
            Comments.Add(Index(number));
            return;
        }

        var reader = new ProtoReader(bytes, offset);
        while (reader.ReadPacked())
            Comments.Add(Index(reader.Number));
    }

    private void Require(bool isNew, string what, ulong id, long offset)
    {
        if (!isNew)
            throw _file.Error(offset, $"a {what} with an id that no other has", $"id {id}");
    }
}
