using System.Text;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Recording.Ctf;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;
using CtfStream = OProf.Analysis.Formats.Ctf.Reading.CtfStream;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>Reads the stream of definitions of a recording. For one thread.</summary>
internal sealed class RecordingDefinitions : IDisposable
{
    private const int MaxText = 64 << 20;

    private readonly CtfStreamReader _reader;
    private readonly StringBuilder _text = new();
    private readonly ulong[] _values = new ulong[8];
    private readonly ulong[]?[] _rows = new ulong[4][];

    /// <summary>Begins with the first definition.</summary>
    /// <param name="stream">The stream.</param>
    public RecordingDefinitions(CtfStream stream) => _reader = stream.Read();

    /// <summary>Reads what the session is.</summary>
    /// <returns>Null where the recording ends before it is said.</returns>
    /// <exception cref="InvalidDataException">The definitions are no session's.</exception>
    public SessionDescription? ReadDescription()
    {
        while (_reader.Read())
        {
            if (_reader.Kind != CtfItemKind.Event)
                continue;
            if (_reader.EventClass!.Id != (ulong)DefinitionEventId.Text || (CtfText)_reader.Payload.GetUInt64(0) != CtfText.Description)
                throw new InvalidDataException($"{_reader.Packet!.Source} does not begin with the description of a session.");
            if (TakeText(_reader.Payload) is { } text)
                return DefinitionJson.ReadDescription(text);
        }

        return null;
    }

    /// <summary>Reads all other definitions.</summary>
    /// <param name="sink">Who takes them.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InvalidDataException">They contradict each other.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ReadAll(IDefinitionSink sink, CancellationToken cancellation)
    {
        while (_reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_reader.Kind == CtfItemKind.Event)
                Read(sink, (DefinitionEventId)_reader.EventClass!.Id, _reader.Payload);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void Read(IDefinitionSink sink, DefinitionEventId id, CtfFields fields)
    {
        int count = fields.CopyIntegers(_values);
        switch (id)
        {
            case DefinitionEventId.Text:
                if (TakeText(fields) is { } text)
                    Text(sink, (CtfText)_values[0], text);
                break;
            case DefinitionEventId.Name:
                sink.String((int)_values[0], Text(fields, 2));
                break;
            case DefinitionEventId.Image:
                sink.Image(new ImageInfo(
                    _values[0], (ImageKind)_values[1], Text(fields, 9), fields.GetBytes(7).ToArray(),
                    (uint)_values[2], (uint)_values[3], _values[4], (int)_values[5]));
                break;
            case DefinitionEventId.Task:
                sink.Task((int)_values[0], (int)_values[1], (int)_values[2], (int)_values[3], _values[4], count > 5 ? (int)_values[5] : 0);
                break;
            case DefinitionEventId.Frames:
                Frames(sink, fields);
                break;
            case DefinitionEventId.Chains:
                Chains(sink, fields);
                break;
            case DefinitionEventId.KernelSymbol:
                sink.KernelSymbol(new KernelSymbol(_values[0], _values[1], (uint)_values[2], Text(fields, 5), _values[3] != 0));
                break;
            case DefinitionEventId.Owner:
                sink.Owner((int)_values[0], (uint)_values[1]);
                break;
            case DefinitionEventId.Notice:
                sink.Notice(new SessionNotice(Text(fields, 1), Text(fields, 3)));
                break;
            case DefinitionEventId.Ledger:
                Ledger(sink, fields);
                break;
            default:
                throw new InvalidDataException($"A definition of the unknown kind {id}.");
        }
    }

    private static void Text(IDefinitionSink sink, CtfText kind, string text)
    {
        if (kind == CtfText.Status)
            sink.Status(DefinitionJson.ReadStatus(text));
        else if (kind == CtfText.Schema)
            sink.Schema(SchemaJson.Read(text));
    }

    private void Frames(IDefinitionSink sink, CtfFields fields)
    {
        int number = (int)_values[0];
        int count = (int)_values[1];
        Span<ulong> images = Integers(fields, 2, count, 0);
        Span<ulong> offsets = Integers(fields, 3, count, 1);
        Span<ulong> modes = Integers(fields, 4, count, 2);
        Span<ulong> returns = Integers(fields, 5, count, 3);
        for (int i = 0; i < count; i++)
        {
            ulong cookie = images[i] == uint.MaxValue ? Cookie.InvalidCookie : images[i];
            sink.Frame(number + i, cookie, offsets[i], (uint)modes[i] | ((uint)returns[i] << 8));
        }
    }

    private void Chains(IDefinitionSink sink, CtfFields fields)
    {
        int number = (int)_values[0];
        int count = (int)_values[1];
        Span<ulong> callers = Integers(fields, 2, count, 0);
        Span<ulong> frames = Integers(fields, 3, count, 1);
        for (int i = 0; i < count; i++)
            sink.Stack(number + i, (int)callers[i], (int)frames[i]);
    }

    // A row of as many numbers as the count says, which has 16 bits.
    private Span<ulong> Integers(CtfFields fields, int index, int count, int row)
    {
        var room = (_rows[row] ??= new ulong[ushort.MaxValue]).AsSpan(0, count);
        _ = fields.GetIntegers(index, room);
        return room;
    }

    private static void Ledger(IDefinitionSink sink, CtfFields fields)
    {
        var counts = new ulong[fields.GetLength(2)];
        _ = fields.GetIntegers(2, counts);
        sink.Ledger((int)fields.GetUInt64(0), Array.ConvertAll(counts, count => (long)count));
    }

    // A long text comes in pieces.
    private string? TakeText(CtfFields fields)
    {
        if (_text.Length > MaxText)
            throw new InvalidDataException($"A text in {_reader.Packet!.Source} is longer than {MaxText} bytes.");
        _text.Append(Text(fields, 3));
        if (fields.GetUInt64(1) != 0)
            return null;
        string text = _text.ToString();
        _text.Clear();
        return text;
    }

    private static string Text(CtfFields fields, int index) => Encoding.UTF8.GetString(fields.GetBytes(index));
}
