using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Json;

/// <summary>
/// Writes samples as one JSON document that says itself what it is: the session, the samples in the order of the stream, one
/// a line, and then the frames that they refer to by number. Nothing is kept but the frames, each once.
/// </summary>
internal sealed class SampleJsonWriter : IDisposable
{
    private const int Version = 1;
    private const int FlushAt = 1 << 16;

    private readonly ExportSource _source;
    private readonly SampleResolver _resolver;
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushAt);
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<long, int> _frames = [];
    private readonly List<(int Number, int ProcessId)> _rows = [];

    /// <summary>Prepares it.</summary>
    /// <param name="source">What is written.</param>
    /// <param name="stream">Where to.</param>
    public SampleJsonWriter(ExportSource source, Stream stream)
    {
        _source = source;
        _resolver = source.Resolver;
        _stream = stream;

        // Names of functions are full of < and >; nothing of this ends up in a page.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Write()
    {
        Raw("{\"format\":\"oprof-samples\",\"version\":"u8);
        _json.WriteNumberValue(Version);
        Raw(",\"session\":"u8);
        Session();
        Raw(",\"events\":"u8);
        Texts(_resolver.Source.EventNames);
        Raw(",\"notices\":"u8);
        Texts([.. _resolver.Source.Notices.Select(static notice => notice.Message)]);
        Raw(",\n\"samples\":["u8);
        var reader = _resolver.Source.OpenReader();
        long read = 0;
        for (bool isFirst = true; _source.TryRead(reader, ref read, out var entry); isFirst = false)
        {
            Raw(isFirst ? "\n"u8 : ",\n"u8);
            Sample(entry);
        }

        Raw("\n],\n\"frames\":["u8);
        for (int i = 0; i < _rows.Count; i++)
        {
            Raw(i == 0 ? "\n"u8 : ",\n"u8);
            Frame(_rows[i].Number, _rows[i].ProcessId);
        }

        Raw("\n]}\n"u8);
        Flush(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Session()
    {
        var session = _source.Session;
        _json.WriteStartObject();
        _json.WriteString("name", session.Name);
        _json.WriteString("target", session.Target);
        _json.WriteString("startTime", session.StartTime);
        _json.WriteNumber("startTimestamp", session.StartTimestamp);
        _json.WriteNumber("elapsedNanoseconds", session.Elapsed.Ticks * TimeSpan.NanosecondsPerTick);
        _json.WriteString("hostName", session.HostName);
        _json.WriteString("kernelRelease", session.KernelRelease);
        _json.WriteString("architecture", session.Architecture);
        _json.WriteString("clock", "CLOCK_MONOTONIC, nanoseconds");
        _json.WriteNumber("samples", session.SampleCount);
        _json.WriteNumber("lost", session.LostCount);
        _json.WriteEndObject();
    }

    private void Sample(in StreamEvent entry)
    {
        _json.WriteStartObject();
        _json.WriteNumber("time", entry.Time);
        _json.WriteNumber("cpu", entry.Cpu);
        _json.WriteNumber("processId", entry.ProcessId);
        _json.WriteNumber("threadId", entry.ThreadId);
        _json.WriteString("command", _resolver.CommandOf(entry.Task, entry.ThreadId));
        if (_resolver.CgroupOf(entry.Task) is { } cgroup)
            _json.WriteString("cgroup", cgroup);
        _json.WriteString("event", _resolver.EventOf(entry.Event));
        _json.WriteNumber("period", entry.Period);
        if (!entry.Values.IsEmpty)
            Values(entry);
        _json.WriteStartArray("stack");
        var stacks = _resolver.Source.Stacks;
        if (stacks.FrameOf(entry.Stack) == 0)
            _json.WriteNumberValue(NumberOf(_resolver.Frames.NumberOf(new StackFrame(entry.Cookie, entry.Offset, entry.Mode, false)), entry.ProcessId));
        for (int stack = entry.Stack; stack != 0 && stacks.FrameOf(stack) != 0; stack = stacks.ParentOf(stack))
            _json.WriteNumberValue(NumberOf(stacks.FrameOf(stack), entry.ProcessId));
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Values(in StreamEvent entry)
    {
        _json.WriteStartObject("values");
        foreach (var value in _resolver.ValuesOf(entry.Event, entry.Values.ToArray()))
            _json.WriteNumber(value.Event, value.Value);
        _json.WriteEndObject();
    }

    // A frame in memory without a file is another one in each process.
    private int NumberOf(int frame, int processId)
    {
        int process = AnonymousChains.IsAnonymous(_resolver.Frames.Frame(frame)) ? processId : 0;
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_frames, FrameNames.Pack(process, frame), out bool exists);
        if (!exists)
        {
            number = _rows.Count;
            _rows.Add((frame, process));
        }

        return number;
    }

    private void Frame(int number, int processId)
    {
        var place = _resolver.Frames.Frame(number);
        var name = _resolver.Frames.Of(number, processId).Name;
        _json.WriteStartObject();
        _json.WriteString("symbol", name.Symbol);
        _json.WriteString("image", name.Image);
        _json.WriteString("mode", place.Mode.ToString());

        // As text: addresses of the kernel are more than a number of JavaScript holds.
        _json.WriteString("offset", string.Create(CultureInfo.InvariantCulture, $"0x{place.Offset:x}"));
        _json.WriteNumber("symbolOffset", name.SymbolOffset);
        _json.WriteBoolean("isReturnAddress", place.IsReturnAddress);
        _json.WriteEndObject();
    }

    private void Texts(IReadOnlyList<string> texts)
    {
        _json.WriteStartArray();
        foreach (string text in texts)
            _json.WriteStringValue(text);
        _json.WriteEndArray();
    }

    // What stands between two values that the writer takes for documents of their own.
    private void Raw(ReadOnlySpan<byte> text)
    {
        _json.Flush();
        _json.Reset();
        _buffer.Write(text);
        Flush(FlushAt);
    }

    private void Flush(int above)
    {
        if (_buffer.WrittenCount <= above)
            return;
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
