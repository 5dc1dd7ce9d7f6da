using Microsoft.Diagnostics.NETCore.Client;
using OProf.Capture.Native;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The events of one provider of one process, from the moment that they are asked for until they are no longer. A thread of its
/// own reads them: it waits for nobody, and nobody for it, but for <see cref="WaitForEnd"/>, whose time is limited.
/// </summary>
/// <remarks>
/// What a process sends is fixed when it begins to send, so another provider means another connection: with the one that is
/// there ended and a larger one begun, events between the two would be missing.
/// </remarks>
internal sealed class EventPipeConnection : IDisposable
{
    /// <summary>How long a process may take to answer.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    // What the process may hold for a reader that is late, in MB; it takes no more than it needs.
    private const int BufferMegabytes = 64;

    private readonly EventPipeSession _session;
    private readonly EventStream _stream;
    private readonly EventDispatch _dispatch;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _gate = new();
    private Task? _stopping;
    private bool _disposed;

    private EventPipeConnection(DiagnosticPort port, EventProviderRequest request, EventPipeSession session, long before, long after)
    {
        Port = port;
        Request = request;
        _session = session;
        _stream = new EventStream(session.EventStream);
        _dispatch = new EventDispatch(port, request.Name, _stream, before, after);
        _thread = new Thread(Read) { IsBackground = true, Name = "OProf events" };
    }

    /// <summary>Where the process is listening.</summary>
    public DiagnosticPort Port { get; }

    /// <summary>What it was asked for.</summary>
    public EventProviderRequest Request { get; }

    /// <summary>Whether the process has ended the stream by itself: it has exited, or was killed.</summary>
    public bool HasTargetEnded { get; private set; }

    /// <summary>What went wrong with reading; null for nothing.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>By how many nanoseconds the times of the events may be wrong; 0 where they are exact.</summary>
    public long ClockUncertainty => _dispatch.ClockUncertainty;

    /// <summary>Names of the events that came, whether or not somebody wanted them.</summary>
    public IReadOnlyCollection<string> EventsSeen => _dispatch.EventsSeen;

    /// <summary>Called once when nothing comes any more, on the thread that reads.</summary>
    public Action<EventPipeConnection>? Ended { get; set; }

    /// <summary>Asks a process for its events. From its return on nothing that is written is missed.</summary>
    /// <param name="port">Where it is listening.</param>
    /// <param name="request">What is wanted of it.</param>
    /// <param name="answerTime">How long it may take; <see cref="AnswerTime"/> where that is left out.</param>
    /// <exception cref="Sessions.CaptureException">The process does not answer in time, or refuses.</exception>
    public static EventPipeConnection Open(DiagnosticPort port, EventProviderRequest request, TimeSpan? answerTime = null)
    {
        var provider = new EventPipeProvider(request.Name, request.Level, request.Keywords, request.ArgumentPairs());
        long before = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);

        // Before .NET 9 each event brings its stack, wanted or not.
        var session = EventPipeRequests.Start(port, Configuration(provider, stacks: false), Configuration(provider, stacks: true), answerTime ?? AnswerTime);
        long after = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        return new EventPipeConnection(port, request, session, before, after);
    }

    /// <summary>Begins to read, where that has not begun; after the first <see cref="Add"/>, so that it misses nothing.</summary>
    public void Run()
    {
        lock (_gate)
        {
            if (!_disposed && IsUnstarted)
                _thread.Start();
        }
    }

    /// <summary>Gives the events from now on to another receiver, too.</summary>
    public void Add(IEventReceiver receiver) => _dispatch.Add(receiver);

    /// <summary>Gives the events to a receiver no more: when it returns, none is under way to it.</summary>
    /// <returns>How many are left.</returns>
    public int Remove(IEventReceiver receiver) => _dispatch.Remove(receiver);

    /// <summary>Asks the process to send what it has and then no more. Does not wait.</summary>
    public void BeginStop()
    {
        lock (_gate)
        {
            if (!_disposed)
                _stopping ??= Task.Run(StopAsync);
        }
    }

    /// <summary>Waits until all that was written before <see cref="BeginStop"/> has been received, or the time is over.</summary>
    /// <returns>Whether all of it was.</returns>
    public bool WaitForEnd(TimeSpan limit) => IsUnstarted || _thread.Join(limit);

    /// <summary>Gives up what has not come by now. Never waits for the process.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        // The reading thread, where it still waits, sees the connection end.
        _stop.Cancel();
        _session.Dispose();
        if (!IsUnstarted)
            _thread.Join();
    }

    private bool IsUnstarted => _thread.ThreadState.HasFlag(ThreadState.Unstarted);

    private static EventPipeSessionConfiguration Configuration(EventPipeProvider provider, bool stacks) =>
        new([provider], BufferMegabytes, requestRundown: false, requestStackwalk: stacks);

    private async Task StopAsync()
    {
        try
        {
            await _session.StopAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DiagnosticsClientException or IOException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // It has ended or does not answer: then the stream ends by itself, or is given up.
        }
    }

    private void Read()
    {
        try
        {
            _dispatch.Process();
        }
        catch (Exception e)
        {
            // A stream that is cut off in the middle makes no sense at its end; the events before that came.
            if (!_stream.IsBroken && !_stream.HasEnded)
                Failure = e;
        }

        lock (_gate)
            HasTargetEnded = _stopping is null && !_disposed;
        Ended?.Invoke(this);
    }
}
