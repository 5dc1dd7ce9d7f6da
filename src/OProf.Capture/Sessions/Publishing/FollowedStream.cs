using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// Puts the published words of a session into an event buffer of this process: checked, and said anew, so that its readers
/// can begin at each of its chunks.
/// </summary>
/// <remarks>
/// Words that go on from a piece which was missed mean nothing; they are skipped up to the next piece that says everything
/// again. That one says how many samples lie before it, so what was missed is counted exactly.
/// </remarks>
internal sealed class FollowedStream
{
    private readonly Session _session;
    private readonly EventStreamWriter _writer;
    private readonly EventDecoder _decoder = new();
    private ulong[] _pending = new ulong[16 * 1024];
    private int _pendingWords;
    private bool _isInStep;

    /// <summary>Fills a buffer.</summary>
    /// <param name="session">The session whose tables the words refer to.</param>
    /// <param name="buffer">The buffer.</param>
    public FollowedStream(Session session, EventBuffer buffer)
    {
        _session = session;
        _writer = new EventStreamWriter(buffer);
    }

    /// <summary>Samples that were received.</summary>
    public long Received { get; private set; }

    /// <summary>Samples that were taken and will not be received.</summary>
    public long Missed { get; private set; }

    /// <summary>Those of them that were gone before the first piece was read.</summary>
    public long BeforeFirst { get; private set; }

    /// <summary>Time of the first sample that was received; 0 before.</summary>
    public ulong FirstTime { get; private set; }

    /// <summary>Says that pieces were missed.</summary>
    public void Skip() => _isInStep = false;

    /// <summary>Takes a piece; all definitions that were published before it have been loaded.</summary>
    /// <exception cref="InvalidDataException">It makes no sense.</exception>
    public void Take(ushort misc, ReadOnlySpan<byte> body)
    {
        if (body.Length < sizeof(ulong) || body.Length % sizeof(ulong) != 0)
            throw new InvalidDataException($"A published piece of the stream has {body.Length} bytes.");
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        if ((misc & PublishedRecord.Restates) != 0)
            Begin((long)words[0]);
        if (!_isInStep)
            return;
        words = words[1..];
        if (_pendingWords + words.Length > _pending.Length)
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingWords + words.Length));
        words.CopyTo(_pending.AsSpan(_pendingWords));
        _pendingWords += words.Length;
        Decode();
    }

    /// <summary>Counts what is missing at the end.</summary>
    /// <param name="samples">Samples that the session has in all.</param>
    public void Finish(long samples) => Missed = Math.Max(Missed, samples - Received);

    private void Begin(long samplesBefore)
    {
        long missed = samplesBefore - Received;
        if (missed < Missed)
            throw new InvalidDataException($"{samplesBefore} samples are said to lie before a place; {Received} were read and {Missed} missed.");
        if (Received == 0 && Missed == 0)
            BeforeFirst = missed;
        Missed = missed;
        _pendingWords = 0;
        _isInStep = true;
        _decoder.Reset();
    }

    private void Decode()
    {
        var words = _pending.AsSpan(0, _pendingWords);
        int at = 0;
        for (int length; (length = EventWords.LengthOf(words[at..])) > 0; at += length)
        {
            if (_decoder.TryDecode(words.Slice(at, length), out _, out var entry))
                Put(entry);
        }

        words[at..].CopyTo(_pending);
        _pendingWords -= at;
    }

    private void Put(in StreamEvent entry)
    {
        switch (entry.Kind)
        {
            case EventKind.Sample:
                PutSample(entry);
                break;
            case EventKind.Lost:
                _writer.Lost(entry.Time, entry.Cpu, entry.LossCause, entry.LostCount);
                break;
            case EventKind.ModuleLoaded:
                _writer.ModuleLoaded();
                break;
            case EventKind.Data:
                PutData(entry);
                break;
            default:
                // Switches are said with what they are for.
                break;
        }
    }

    private void PutData(in StreamEvent entry)
    {
        // Data that belongs to a place in a program, and data of a task.
        if (entry.Offset != 0 || entry.DataKind is EventCode.IbsFetch or EventCode.IbsOp)
        {
            _writer.Data(entry.Time, entry.DataKind, entry.Cookie, entry.Offset, entry.Values.Span);
            return;
        }

        RequireTask(entry);
        _writer.Payload(new StreamPayload
        {
            Time = entry.Time,
            Cpu = entry.Cpu,
            Task = entry.Task,
            ProcessId = entry.ProcessId,
            ThreadId = entry.ThreadId,
            ExecutableCookie = entry.ExecutableCookie,
            Kind = entry.DataKind,
            Words = entry.Values.Span,
        });
    }

    private void RequireTask(in StreamEvent entry)
    {
        if (entry.Task < -1 || entry.Task >= _session.Tasks.Count || entry.Cpu < 0)
            throw new InvalidDataException($"A record of CPU {entry.Cpu} refers to task {entry.Task}, which is not defined.");
    }

    private void PutSample(in StreamEvent entry)
    {
        RequireTask(entry);
        if ((uint)entry.Stack >= (uint)_session.Stacks.Count || (uint)entry.Event >= (uint)_session.EventNames.Count)
            throw new InvalidDataException($"A sample refers to call chain {entry.Stack} or event {entry.Event}, which is not defined.");

        _writer.Sample(new StreamSample
        {
            Time = entry.Time,
            Cpu = entry.Cpu,
            Mode = entry.Mode,
            Task = entry.Task,
            ProcessId = entry.ProcessId,
            ThreadId = entry.ThreadId,
            ExecutableCookie = entry.ExecutableCookie,
            Cookie = entry.Cookie,
            Offset = entry.Offset,
            Event = entry.Event,
            Period = entry.Period,
            Stack = entry.Stack,
            Values = entry.Values.Span,
        });
        if (Received++ == 0)
            FirstTime = entry.Time;
    }
}
