using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Sync;

/// <summary>Random entries, put into a stream by its writer and kept as what a reader should give.</summary>
internal sealed class StreamModel(int seed, EventBuffer buffer)
{
    private readonly Random _random = new(seed);
    private readonly EventStreamWriter _writer = new(buffer);

    public EventStreamWriter Writer => _writer;

    /// <summary>Samples, losses and data in the order they were accepted, as text.</summary>
    public List<string> Expected { get; } = [];

    public long Refused { get; private set; }

    public static string TextOf(in StreamEvent entry) => entry.Kind switch
    {
        EventKind.Sample => $"sample {entry.Time} cpu {entry.Cpu} {entry.Mode} task {entry.Task} {entry.ProcessId}/{entry.ThreadId} exe {entry.ExecutableCookie} "
            + $"{entry.Cookie}+{entry.Offset} event {entry.Event} period {entry.Period} stack {entry.Stack} values {string.Join(',', entry.Values.ToArray())}",
        EventKind.Lost => $"lost {entry.Time} cpu {entry.Cpu} {entry.LossCause} {entry.LostCount}",
        EventKind.Data => $"data {entry.DataKind} {entry.Cookie}+{entry.Offset} {string.Join(',', entry.Values.ToArray())}",
        _ => entry.Kind.ToString(),
    };

    public void Write()
    {
        bool fitted;
        string text;
        switch (_random.Next(20))
        {
            case 0:
                var loss = new StreamEvent { Kind = EventKind.Lost, Time = Number(), Cpu = _random.Next(8), LossCause = (LossCause)_random.Next(12), LostCount = (long)Number() };
                text = TextOf(loss);
                fitted = _writer.Lost(loss.Time, loss.Cpu, loss.LossCause, loss.LostCount);
                break;
            case 1:
                fitted = _writer.ModuleLoaded();
                text = nameof(EventKind.ModuleLoaded);
                break;
            case 2:
                var values = Values(_random.Next(1, 9));
                var data = new StreamEvent { Kind = EventKind.Data, DataKind = _random.Next(2) == 0 ? EventCode.IbsOp : 77, Cookie = (ulong)_random.Next(5), Offset = Number(), Values = values };
                text = TextOf(data);
                fitted = _writer.Data(Number(), data.DataKind, data.Cookie, data.Offset, values);
                break;
            default:
                fitted = Sample(out text);
                break;
        }

        if (fitted)
            Expected.Add(text);
        else
            Refused++;
    }

    private bool Sample(out string text)
    {
        var values = _random.Next(4) == 0 ? Values(_random.Next(1, 64)) : [];
        var mode = (ProcessorMode)_random.Next(1, 6);
        bool isUser = mode is ProcessorMode.User or ProcessorMode.GuestUser;
        int task = _random.Next(6);
        var sample = new StreamSample
        {
            Time = Number(),
            Cpu = _random.Next(3),
            Mode = mode,
            Task = task,
            ProcessId = task - 1,
            ThreadId = task * 10,
            ExecutableCookie = (ulong)task,
            Cookie = isUser ? (ulong)_random.Next(4) : 0,
            Offset = Number(),
            Event = _random.Next(3),
            Period = Number(),
            Stack = _random.Next(3),
            Values = values,
        };
        text = TextOf(new StreamEvent
        {
            Kind = EventKind.Sample,
            Time = sample.Time,
            Cpu = sample.Cpu,
            Mode = sample.Mode,
            Task = sample.Task,
            ProcessId = sample.ProcessId,
            ThreadId = sample.ThreadId,
            ExecutableCookie = sample.ExecutableCookie,
            Cookie = sample.Cookie,
            Offset = sample.Offset,
            Event = sample.Event,
            Period = sample.Period,
            Stack = sample.Stack,
            Values = values,
        });
        return _writer.Sample(sample);
    }

    private ulong Number() => (ulong)_random.NextInt64() >> _random.Next(60);

    private ulong[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => Number())];
}
