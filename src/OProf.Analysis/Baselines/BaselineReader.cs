using System.Text;
using System.Text.Json;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Baselines;

/// <summary>
/// Reads a baseline back. People edit such files, and merges do: whatever is not as <see cref="BaselineText"/> writes it is an
/// error that names the line and the column.
/// </summary>
public sealed class BaselineReader
{
    private const long MostBytes = 16 << 20;
    private const int MostDepth = 8;
    private static readonly byte[] s_mark = [0xEF, 0xBB, 0xBF];

    private readonly string _path;
    private readonly byte[] _bytes;

    private BaselineReader(string path, byte[] bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    private delegate void Member(string key, ref Utf8JsonReader json);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="CaptureException">It cannot be read, is none, or is of another version.</exception>
    public static Baseline Read(string path)
    {
        byte[] bytes;
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MostBytes)
                throw BaselineErrors.Invalid(path, 1, 1, FormattableString.Invariant($"the file has {stream.Length} bytes; a baseline has {MostBytes} at most."));
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw BaselineErrors.NotRead(path, e);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads what a file holds.</summary>
    /// <param name="bytes">The text, UTF-8.</param>
    /// <param name="path">The path that errors name.</param>
    /// <exception cref="CaptureException">It is no baseline, or one of another version.</exception>
    public static Baseline Parse(byte[] bytes, string path)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var reader = new BaselineReader(path, bytes.AsSpan().StartsWith(s_mark) ? bytes[s_mark.Length..] : bytes);
        var json = new Utf8JsonReader(reader._bytes, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            json.Read();
            var baseline = reader.Root(ref json);
            json.Read();
            return baseline;
        }
        catch (JsonException e)
        {
            throw reader.At(PlaceOf(e, reader._bytes), MessageOf(e));
        }
    }

    private Baseline Root(ref Utf8JsonReader json)
    {
        // What it is comes first, wherever it stands: a file of another version may have anything else.
        CheckVersion(json);
        string name = "", version = "", work = "";
        string? reference = null;
        long repeat = 0, warmUp = 0, milliseconds = 0;
        BaselineMachine? machine = null;
        BaselineProfile? profile = null;
        List<BaselineSeries> counters = [], ratios = [];
        Object(ref json, ["counters", "machine", "name", "oprof", "repeat", "runMilliseconds", "schema", "version", "warmUp", "work"], ["profile", "ratios", "reference"], (string key, ref Utf8JsonReader value) =>
        {
            switch (key)
            {
                case "counters": counters = SeriesList(ref value); break;
                case "machine": machine = Machine(ref value); break;
                case "name": name = Text(ref value); break;
                case "oprof": version = Text(ref value); break;
                case "profile": profile = Profile(ref value); break;
                case "ratios": ratios = SeriesList(ref value); break;
                case "reference": reference = Text(ref value); break;
                case "repeat": repeat = Integer(ref value, 1, 1_000_000); break;
                case "runMilliseconds": milliseconds = Integer(ref value, 1, int.MaxValue); break;
                case "warmUp": warmUp = Integer(ref value, 0, 1_000_000); break;
                case "work": work = OneOf(ref value, "block", "command"); break;
                default: value.Skip(); break;
            }
        });
        return new Baseline
        {
            Name = name,
            IsBlock = work == "block",
            Reference = reference,
            Repeat = (int)repeat,
            WarmUp = (int)warmUp,
            RunTime = TimeSpan.FromMilliseconds(milliseconds),
            Machine = machine!,
            Version = version,
            Counters = counters,
            Ratios = ratios,
            Profile = profile,
        };
    }

    private void CheckVersion(Utf8JsonReader json)
    {
        bool hasSchema = false;
        Expect(ref json, JsonTokenType.StartObject, "an object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isSchema = json.ValueTextEquals("schema"u8), isVersion = json.ValueTextEquals("version"u8);
            json.Read();
            if (isSchema && Text(ref json) is var schema)
            {
                hasSchema = true;
                if (schema != BaselineText.Schema)
                    throw Other(json, $"a file of the schema '{schema}'");
            }

            if (isVersion && Integer(ref json, 0, int.MaxValue) is var version and not BaselineText.Version)
                throw Other(json, FormattableString.Invariant($"a baseline of version {version}"));
            json.Skip();
        }

        if (!hasSchema)
            throw At(0, $"this is no baseline: \"schema\": \"{BaselineText.Schema}\" is missing.");
    }

    private BaselineMachine Machine(ref Utf8JsonReader json)
    {
        string architecture = "", id = "", kernel = "", processor = "";
        long cpus = 0;
        Object(ref json, ["architecture", "cpus", "id", "kernel", "processor"], [], (string key, ref Utf8JsonReader value) =>
        {
            switch (key)
            {
                case "architecture": architecture = Text(ref value); break;
                case "cpus": cpus = Integer(ref value, 1, 1 << 20); break;
                case "id": id = Text(ref value); break;
                case "kernel": kernel = Text(ref value); break;
                default: processor = Text(ref value); break;
            }
        });
        return new BaselineMachine(architecture, (int)cpus, id, kernel, processor);
    }

    private BaselineProfile Profile(ref Utf8JsonReader json)
    {
        string eventName = "", mode = "";
        double freedom = 0;
        long samples = 0;
        long? frequency = null;
        List<SymbolShare> symbols = [];
        List<StackShare> stacks = [];
        Object(ref json, ["event", "freedom", "mode", "samples", "stacks", "symbols"], ["frequency"], (string key, ref Utf8JsonReader value) =>
        {
            switch (key)
            {
                case "event": eventName = Text(ref value); break;
                case "freedom": freedom = Number(ref value, 0, 1e9); break;
                case "frequency": frequency = Integer(ref value, 1, 10_000_000); break;
                case "mode": mode = OneOf(ref value, "all", "user"); break;
                case "samples": samples = Integer(ref value, 1, long.MaxValue); break;
                case "stacks":
                    Map(ref value, (string stack, ref Utf8JsonReader share) => stacks.Add(new StackShare(stack, Number(ref share, 0, 1))));
                    break;
                default:
                    Map(ref value, (string symbol, ref Utf8JsonReader share) => symbols.Add(Symbol(symbol, ref share)));
                    break;
            }
        });
        return new BaselineProfile
        {
            Event = eventName,
            IsUserOnly = mode == "user",
            Frequency = (int?)frequency,
            Samples = samples,
            Freedom = freedom,
            Symbols = symbols,
            Stacks = stacks,
        };
    }

    private SymbolShare Symbol(string key, ref Utf8JsonReader json)
    {
        int mark = key.IndexOf('!', StringComparison.Ordinal);
        if (mark < 0)
            throw At(json.TokenStartIndex, $"'{key}' has no '!' between image and function.");
        double share = 0, error = 0;
        Object(ref json, ["error", "share"], [], (string name, ref Utf8JsonReader value) =>
        {
            if (name == "error")
                error = Number(ref value, 0, 1);
            else
                share = Number(ref value, 0, 1);
        });
        return new SymbolShare(key[(mark + 1)..], key[..mark], share, error);
    }

    private List<BaselineSeries> SeriesList(ref Utf8JsonReader json)
    {
        var list = new List<BaselineSeries>();
        Map(ref json, (string name, ref Utf8JsonReader series) =>
        {
            string unit = "";
            var values = new List<double>();
            Object(ref series, ["unit", "values"], [], (string key, ref Utf8JsonReader value) =>
            {
                if (key == "unit")
                {
                    unit = Text(ref value);
                    return;
                }

                long start = value.TokenStartIndex;
                Expect(ref value, JsonTokenType.StartArray, "an array of numbers");
                while (value.Read() && value.TokenType != JsonTokenType.EndArray)
                    values.Add(Number(ref value, 0, 1e30));
                if (values.Count == 0)
                    throw At(start, "there is no value.");
            });
            list.Add(new BaselineSeries(name, unit, values));
        });
        return list;
    }

    // An object whose keys are known: each once, none missing, none else.
    private void Object(ref Utf8JsonReader json, string[] required, string[] optional, Member member)
    {
        long start = json.TokenStartIndex;
        var seen = new HashSet<string>();
        Members(ref json, seen, (string key, ref Utf8JsonReader value) => member(key, ref value), key =>
            required.Contains(key) || optional.Contains(key)
                ? null
                : $"'{key}' is not known here; there are {string.Join(", ", required.Concat(optional).Order(StringComparer.Ordinal))}.");
        if (Array.Find(required, key => !seen.Contains(key)) is { } missing)
            throw At(start, $"'{missing}' is missing in this object.");
    }

    // An object whose keys are names.
    private void Map(ref Utf8JsonReader json, Member member) => Members(ref json, [], member, static _ => null);

    private void Members(ref Utf8JsonReader json, HashSet<string> seen, Member member, Func<string, string?> objection)
    {
        Expect(ref json, JsonTokenType.StartObject, "an object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string key = Text(ref json);
            if (objection(key) is { } what)
                throw At(json.TokenStartIndex, what);
            if (!seen.Add(key))
                throw At(json.TokenStartIndex, $"'{key}' is there twice.");
            json.Read();
            member(key, ref json);
        }
    }

    private string Text(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.PropertyName)
            Expect(ref json, JsonTokenType.String, "a text");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw At(json.TokenStartIndex, "the text is no UTF-8.");
        }
    }

    private string OneOf(ref Utf8JsonReader json, string one, string other)
    {
        string text = Text(ref json);
        return text == one || text == other ? text : throw At(json.TokenStartIndex, $"'{text}' is neither \"{one}\" nor \"{other}\".");
    }

    private long Integer(ref Utf8JsonReader json, long least, long most)
    {
        Expect(ref json, JsonTokenType.Number, "a number");
        return json.TryGetInt64(out long value) && value >= least && value <= most
            ? value
            : throw At(json.TokenStartIndex, FormattableString.Invariant($"a whole number from {least} to {most} is expected."));
    }

    private double Number(ref Utf8JsonReader json, double least, double most)
    {
        Expect(ref json, JsonTokenType.Number, "a number");
        return json.TryGetDouble(out double value) && value >= least && value <= most
            ? value
            : throw At(json.TokenStartIndex, FormattableString.Invariant($"a number from {least} to {most} is expected."));
    }

    private void Expect(ref Utf8JsonReader json, JsonTokenType type, string what)
    {
        if (json.TokenType != type)
            throw At(json.TokenStartIndex, $"{what} is expected.");
    }

    private CaptureException At(long place, string what)
    {
        var (line, column) = LineOf(place);
        return BaselineErrors.Invalid(_path, line, column, what);
    }

    private CaptureException Other(Utf8JsonReader json, string found)
    {
        var (line, column) = LineOf(json.TokenStartIndex);
        return BaselineErrors.OtherVersion(_path, line, column, found);
    }

    // From 1; columns are characters as editors count them.
    private (long Line, long Column) LineOf(long place)
    {
        var before = _bytes.AsSpan(0, (int)Math.Min(place, _bytes.Length));
        int start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    private static long PlaceOf(JsonException e, byte[] bytes)
    {
        long place = 0;
        for (long line = e.LineNumber ?? 0; line > 0 && place < bytes.Length; line--)
        {
            int next = bytes.AsSpan((int)place).IndexOf((byte)'\n');
            place = next < 0 ? bytes.Length : place + next + 1;
        }

        return place + (e.BytePositionInLine ?? 0);
    }

    // The reader's own message, without the place that it counts from 0.
    private static string MessageOf(JsonException e)
    {
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? e.Message : e.Message[..place];
    }
}
