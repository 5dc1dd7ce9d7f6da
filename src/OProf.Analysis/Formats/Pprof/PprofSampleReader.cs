using OProf.Analysis.Formats.Named;
using OProf.Analysis.Profiles;
using OProf.Analysis.Symbols;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Reads the samples of a profile whose tables are known.</summary>
internal sealed class PprofSampleReader
{
    private const int MaxBuildId = 20;

    private readonly PprofFile _file;
    private readonly PprofTables _tables;
    private readonly NamedCapture _capture;
    private readonly PprofEvents _events;
    private readonly Dictionary<ulong, PprofMapping> _mappings = [];
    private readonly Dictionary<ulong, int[]> _locations = [];
    private readonly List<long> _values = [];

    // One more than is kept, so that what is longer shows.
    private readonly int[] _frames = new int[PerfRecordSync.MaxChainLength + 1];
    private readonly PprofMapping _nowhere;

    internal PprofSampleReader(PprofFile file, PprofTables tables, NamedCapture capture)
    {
        _file = file;
        _tables = tables;
        _capture = capture;
        _events = new PprofEvents(tables, capture);
        _nowhere = new PprofMapping(0, 0, capture.Image(FrameName.Unknown));
        foreach (var (id, mapping) in tables.Mappings)
        {
            string name = tables.String(mapping.Name);
            ulong image = capture.Image(name.Length > 0 ? name : FrameName.Unknown, BuildIdOf(tables.String(mapping.BuildId)));
            _mappings[id] = new PprofMapping(mapping.Start, mapping.FileOffset, image);
        }
    }

    internal void Read()
    {
        using var stream = _file.Open();
        while (stream.Read(out int field, out _, out var bytes, out long offset))
        {
            if (field == PprofField.ProfileSample)
                Take(bytes, offset, stream.Part);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, long offset, double part)
    {
        int depth = 0;
        _values.Clear();
        var task = new PprofTask();
        var reader = new ProtoReader(bytes, offset);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case PprofField.SampleLocationId when reader.IsNumber:
                    Push(ref depth, reader.Number, offset);
                    break;
                case PprofField.SampleLocationId:
                    var ids = new ProtoReader(reader.Bytes, reader.BytesOffset);
                    while (ids.ReadPacked())
                        Push(ref depth, ids.Number, offset);
                    break;
                case PprofField.SampleValue when reader.IsNumber:
                    _values.Add((long)reader.Number);
                    break;
                case PprofField.SampleValue:
                    var values = new ProtoReader(reader.Bytes, reader.BytesOffset);
                    while (values.ReadPacked())
                        _values.Add((long)values.Number);
                    break;
                case PprofField.SampleLabel:
                    task.Take(reader.Bytes, reader.BytesOffset, _tables);
                    break;
            }
        }

        Check(offset);
        int stack = _capture.Stack(_frames.AsSpan(0, depth));
        int row = task.RowOf(_capture);
        foreach (var (kind, count, weight) in _events.Of(_values))
            _capture.Add(new NamedSample(task.Time, task.Cpu, row, kind, stack, weight, count), 0.5 + (part / 2));
    }

    private void Check(long offset)
    {
        if (_values.Count != _tables.SampleTypes.Count)
            throw _file.Error(offset, $"a sample of {_tables.SampleTypes.Count} values", $"{_values.Count}");
        foreach (long value in _values)
        {
            if (value < 0)
                throw _file.Error(offset, "a value of 0 or more, as of a capture", $"{value}, as of a difference of two");
        }
    }

    private void Push(ref int depth, ulong id, long offset)
    {
        if (!_locations.TryGetValue(id, out int[]? frames))
            _locations[id] = frames = FramesOf(id, offset);
        foreach (int frame in frames)
        {
            if (depth < _frames.Length)
                _frames[depth++] = frame;
        }
    }

    private int[] FramesOf(ulong id, long offset)
    {
        if (!_tables.Locations.TryGetValue(id, out var location))
            throw _file.Error(offset, $"the id of one of the {_tables.Locations.Count} locations", $"{id}");
        var mapping = _nowhere;
        if (location.Mapping != 0 && !_mappings.TryGetValue(location.Mapping, out mapping))
            throw _file.Error(offset, $"the id of one of the {_mappings.Count} mappings", $"{location.Mapping}");
        ulong place = mapping.OffsetOf(location.Address);
        if (location.Lines.Length == 0)
            return [_capture.Frame(mapping.Image, place, null)];

        var frames = new int[Math.Min(location.Lines.Length, _frames.Length)];
        for (int i = 0; i < frames.Length; i++)
        {
            var (function, line) = location.Lines[i];
            if (!_tables.Functions.TryGetValue(function, out var row))
                throw _file.Error(offset, $"the id of one of the {_tables.Functions.Count} functions", $"{function}");
            string name = _tables.String(row.Name);
            string source = _tables.String(row.File);
            frames[i] = _capture.Frame(
                mapping.Image, place, name.Length > 0 ? name : null, 0, source.Length > 0 && line > 0 ? new SourceLine(source, line) : null);
        }

        return frames;
    }

    // Most writers say a GNU build id in hexadecimal digits, Go its own in a text.
    private static ReadOnlySpan<byte> BuildIdOf(string text)
    {
        if (text.Length is 0 or > 2 * MaxBuildId || text.Length % 2 != 0 || !text.All(char.IsAsciiHexDigit))
            return default;
        return Convert.FromHexString(text);
    }
}
