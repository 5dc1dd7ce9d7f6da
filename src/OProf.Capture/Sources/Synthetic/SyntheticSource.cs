using OProf.Capture.Sync;

namespace OProf.Capture.Sources.Synthetic;

/// <summary>
/// Profiles a <see cref="SyntheticMachine"/> the way OProfile does: a buffer for each CPU, emptied by a timer, when it is over its
/// watermark, and before whatever its entries refer to goes.
/// </summary>
internal sealed class SyntheticSource : IDisposable
{
    private readonly SyntheticMachine _machine;
    private readonly EventStreamWriter _writer;
    private readonly CpuBufferSync _sync;
    private readonly CpuBufferChannel[] _channels;
    private readonly Stack<IDisposable> _registrations = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly long _watermarkWords;
    private Thread? _worker;
    private volatile bool _isEnding;

    /// <summary>Makes a source that is not started.</summary>
    /// <param name="machine">What it profiles.</param>
    /// <param name="buffer">Where the stream goes.</param>
    /// <param name="capacityWords">Words of each CPU's buffer; a power of two of at least 16. Its watermark is at half of it.</param>
    public SyntheticSource(SyntheticMachine machine, EventBuffer buffer, int capacityWords)
    {
        _machine = machine;
        _writer = new EventStreamWriter(buffer);
        _sync = new CpuBufferSync(_writer, machine.Tasks);
        _channels = [.. machine.Cpus.Select(cpu => new CpuBufferChannel(cpu, capacityWords))];
        _watermarkWords = capacityWords / 2;
    }

    /// <summary>Whether it is registered with the machine.</summary>
    public bool IsStarted => _registrations.Count > 0;

    /// <summary>The counts of each CPU; complete after <see cref="Stop"/>.</summary>
    public IReadOnlyList<CpuLedger> Ledgers => [.. _channels.Select(channel => channel.Ledger)];

    /// <summary>What a CPU writes its entries with; for one thread at a time.</summary>
    public CpuBufferWriter WriterOf(int cpu) => ChannelOf(cpu).Writer;

    /// <summary>Registers with the machine, in this order, and begins the work; on a failure exactly what was made is undone.</summary>
    /// <param name="period">How often all buffers are emptied; null for only when something triggers it.</param>
    /// <exception cref="InvalidOperationException">It is started, or one of the machine's notifiers has a subscriber.</exception>
    public void Start(TimeSpan? period = null)
    {
        if (IsStarted)
            throw new InvalidOperationException("The source is started already.");
        try
        {
            _registrations.Push(_machine.TaskFrees.Register(TakeOver));
            _registrations.Push(_machine.TaskExits.Register(cpu => _sync.Sync(ChannelOf(cpu))));
            _registrations.Push(_machine.Unmappings.Register(_ => SyncAll()));
            _registrations.Push(_machine.ModuleLoads.Register(_ => SayModule()));
        }
        catch
        {
            Unregister();
            FreeTasks();
            throw;
        }

        if (period is { } interval)
        {
            _isEnding = false;
            _worker = new Thread(() => Work(interval)) { IsBackground = true, Name = "OProf synthetic sync" };
            _worker.Start();
        }
    }

    /// <summary>Writes a sample with its callers, if there are any.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="task">The task that ran.</param>
    /// <param name="event">Number of the event.</param>
    /// <param name="isKernel">Whether it ran in the kernel.</param>
    /// <param name="chain">The address, then those of its callers.</param>
    public void Sample(int cpu, SyntheticTask task, ulong @event, bool isKernel, params ReadOnlySpan<ulong> chain)
    {
        var channel = ChannelOf(cpu);
        if (channel.Writer.Sample(chain[0], @event, isKernel, task.Handle, chain.Length > 1))
        {
            foreach (ulong caller in chain[1..])
                channel.Writer.Trace(caller);
            channel.Writer.EndTrace();
        }

        WakeAtWatermark(channel);
    }

    /// <summary>Writes data that belongs to a place in a program.</summary>
    public void Data(int cpu, SyntheticTask task, ulong code, bool isKernel, ulong address, params ReadOnlySpan<ulong> payload)
    {
        var channel = ChannelOf(cpu);
        channel.Writer.Data(code, address, payload, isKernel, task.Handle);
        WakeAtWatermark(channel);
    }

    /// <summary>Empties a CPU's buffer.</summary>
    public void Sync(int cpu) => _sync.Sync(ChannelOf(cpu));

    /// <summary>Empties all buffers.</summary>
    public void SyncAll()
    {
        foreach (var channel in _channels)
            _sync.Sync(channel);
    }

    /// <summary>
    /// Ends the work, takes the registrations back, then empties all buffers and frees all tasks that have ended. Nothing may
    /// be written any more.
    /// </summary>
    public void Stop()
    {
        if (!IsStarted)
            return;
        _isEnding = true;
        _wake.Set();
        _worker?.Join();
        _worker = null;
        Unregister();
        SyncAll();
        foreach (var channel in _channels)
            _sync.End(channel);
        FreeTasks();
        _writer.Buffer.WakeReaders();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _wake.Dispose();
    }

    private CpuBufferChannel ChannelOf(int cpu) =>
        Array.Find(_channels, channel => channel.Buffer.Cpu == cpu) ?? throw new ArgumentOutOfRangeException(nameof(cpu));

    private void TakeOver(SyntheticTask task)
    {
        lock (_machine.Tasks.SyncRoot)
            _machine.Tasks.Exit(task.Handle);
    }

    // All buffers go first: what they hold was taken before the module was there.
    private void SayModule()
    {
        SyncAll();
        lock (_writer.Buffer.SyncRoot)
            _writer.ModuleLoaded();
    }

    private void WakeAtWatermark(CpuBufferChannel channel)
    {
        if (channel.Buffer.WordsHeld >= _watermarkWords)
            _wake.Set();
    }

    private void Work(TimeSpan period)
    {
        while (!_isEnding)
        {
            _wake.WaitOne(period);
            SyncAll();
        }
    }

    private void Unregister()
    {
        while (_registrations.TryPop(out var registration))
            registration.Dispose();
    }

    private void FreeTasks()
    {
        lock (_machine.Tasks.SyncRoot)
            _machine.Tasks.FreeAll();
    }
}
