using System.Text.Json;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Firefox;

/// <summary>Writes the tables that all threads share: each column as an array.</summary>
internal sealed class FirefoxTables
{
    private const int ValuesBetweenFlushes = 1 << 14;
    private const int Library = 1;

    // What JavaScript's numbers hold exactly.
    private const ulong MaxAddress = 1UL << 53;

    private readonly Profile _profile;
    private readonly Utf8JsonWriter _json;
    private readonly CancellationToken _cancellation;

    // The images, as indices of their names, and of each its number here and the mapping of its file (-1 for none).
    private readonly Dictionary<int, int> _resources = [];
    private readonly List<(int Image, int Lib)> _resourceRows = [];
    private readonly List<int> _libs = [];
    private readonly int[] _libOfMappings;
    private long _written;

    internal FirefoxTables(Profile profile, Utf8JsonWriter json, CancellationToken cancellation)
    {
        _profile = profile;
        _json = json;
        _cancellation = cancellation;
        _libOfMappings = new int[profile.Mappings.Count];
        for (int mapping = 0; mapping < profile.Mappings.Count; mapping++)
        {
            var row = profile.Mappings[mapping];
            _libOfMappings[mapping] = row.File is null ? -1 : _libs.Count;
            if (row.File is not null)
                _libs.Add(mapping);
            if (_resources.TryAdd(row.Image, _resourceRows.Count))
                _resourceRows.Add((row.Image, _libOfMappings[mapping]));
        }
    }

    internal void WriteLibs()
    {
        _json.WriteStartArray("libs");
        foreach (int mapping in _libs)
        {
            string path = _profile.Strings[_profile.Mappings[mapping].Image];
            var buildId = _profile.Mappings[mapping].File!.BuildId;
            _json.WriteStartObject();
            _json.WriteString("arch", "");
            _json.WriteString("name", Path.GetFileName(path));
            _json.WriteString("path", path);
            _json.WriteString("debugName", Path.GetFileName(path));
            _json.WriteString("debugPath", path);
            _json.WriteString("breakpadId", "");
            if (buildId.IsEmpty)
                _json.WriteNull("codeId");
            else
                _json.WriteString("codeId", Convert.ToHexString(buildId.Span).ToLowerInvariant());
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    internal void WriteShared()
    {
        _json.WriteStartObject("shared");
        WriteStacks();
        WriteFrames();
        WriteFunctions();
        WriteResources();
        Table("nativeSymbols", 0, "libIndex", "address", "name", "functionSize");
        Table("sources", 0, "uuid", "filename");
        _json.WriteStartArray("stringArray");
        foreach (string text in _profile.Strings)
        {
            _json.WriteStringValue(text);
            FlushNowAndThen();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    // The empty chain has no row here: chain 1 is row 0.
    private void WriteStacks()
    {
        var stacks = _profile.Stacks;
        int count = stacks.Count - 1;
        _json.WriteStartObject("stackTable");
        Column("frame", count, index => _json.WriteNumberValue(stacks.FrameOf(index + 1)));
        Column("prefix", count, index =>
        {
            int parent = stacks.ParentOf(index + 1);
            if (parent == 0)
                _json.WriteNullValue();
            else
                _json.WriteNumberValue(parent - 1);
        });
        End(count);
    }

    private void WriteFrames()
    {
        var frames = _profile.Frames;
        _json.WriteStartObject("frameTable");
        Column("address", frames.Count, index =>
        {
            var frame = frames[index];
            ulong address = frame.IsReturnAddress && frame.Offset != 0 ? frame.Offset - 1 : frame.Offset;
            _json.WriteNumberValue(_libOfMappings[frame.Mapping] < 0 || address >= MaxAddress ? -1 : (long)address);
        });
        Column("inlineDepth", frames.Count, _ => _json.WriteNumberValue(0));
        Column("category", frames.Count, index => _json.WriteNumberValue(FirefoxCategories.Of(frames[index].Mode)));
        Column("subcategory", frames.Count, _ => _json.WriteNumberValue(0));
        Column("func", frames.Count, index => _json.WriteNumberValue(frames[index].Function));
        Column("nativeSymbol", frames.Count, _ => _json.WriteNullValue());
        Column("innerWindowID", frames.Count, _ => _json.WriteNumberValue(0));
        Column("line", frames.Count, index =>
        {
            if (_profile.Functions[frames[index].Function].Line is > 0 and var line)
                _json.WriteNumberValue(line);
            else
                _json.WriteNullValue();
        });
        Column("column", frames.Count, _ => _json.WriteNullValue());
        End(frames.Count);
    }

    private void WriteFunctions()
    {
        var functions = _profile.Functions;
        _json.WriteStartObject("funcTable");
        Column("name", functions.Count, index => _json.WriteNumberValue(functions[index].Name));
        Column("isJS", functions.Count, _ => _json.WriteBooleanValue(false));
        Column("relevantForJS", functions.Count, _ => _json.WriteBooleanValue(false));
        Column("resource", functions.Count, index => _json.WriteNumberValue(_resources.GetValueOrDefault(functions[index].Image, -1)));
        Column("source", functions.Count, _ => _json.WriteNullValue());
        Column("lineNumber", functions.Count, _ => _json.WriteNullValue());
        Column("columnNumber", functions.Count, _ => _json.WriteNullValue());
        End(functions.Count);
    }

    private void WriteResources()
    {
        _json.WriteStartObject("resourceTable");
        Column("lib", _resourceRows.Count, index =>
        {
            if (_resourceRows[index].Lib < 0)
                _json.WriteNullValue();
            else
                _json.WriteNumberValue(_resourceRows[index].Lib);
        });
        Column("name", _resourceRows.Count, index => _json.WriteNumberValue(_resourceRows[index].Image));
        Column("host", _resourceRows.Count, _ => _json.WriteNullValue());
        Column("type", _resourceRows.Count, _ => _json.WriteNumberValue(Library));
        End(_resourceRows.Count);
    }

    private void Table(string name, int length, params string[] columns)
    {
        _json.WriteStartObject(name);
        foreach (string column in columns)
            Column(column, length, _ => _json.WriteNullValue());
        End(length);
    }

    private void Column(string name, int count, Action<int> write)
    {
        _json.WriteStartArray(name);
        for (int index = 0; index < count; index++)
        {
            write(index);
            FlushNowAndThen();
        }

        _json.WriteEndArray();
    }

    private void End(int length)
    {
        _json.WriteNumber("length", length);
        _json.WriteEndObject();
    }

    private void FlushNowAndThen()
    {
        if (++_written % ValuesBetweenFlushes != 0)
            return;
        _cancellation.ThrowIfCancellationRequested();
        _json.Flush();
    }
}
