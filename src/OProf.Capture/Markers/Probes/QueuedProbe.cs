using System.Globalization;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Probes;

/// <summary>A probe that runs code of its user: on a thread with a bounded queue, never on a marker's or the sync thread.</summary>
public abstract class QueuedProbe : Probe
{
    // What runs when the time is over may take so long; then it is left alone.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);

    private readonly int _queueLength;
    private ProbeWorker? _worker;
    private SessionTables? _tables;
    private int _isStopped;

    private protected QueuedProbe(int id, ProbeOptions options, int queueLength)
        : base(id, options) => _queueLength = queueLength;

    /// <summary>Hits that wait for the code.</summary>
    public long Waiting => _worker is { } worker ? Math.Max(0, worker.Put - worker.Done) : 0;

    /// <summary>Hits that the code has run for.</summary>
    public long Ran => _worker?.Done ?? 0;

    /// <summary>Whether the code did not end when the probe did, and was left alone.</summary>
    public bool IsAbandoned { get; private set; }

    private protected ProbeWorker Worker => _worker!;

    /// <summary>Whether there is code to run at all.</summary>
    private protected virtual bool HasCode => true;

    /// <summary>Asks the code to end; null where it cannot be asked.</summary>
    private protected abstract Action? CancelCode { get; }

    internal override void Check(IReadOnlyList<IReadOnlyList<MarkerInfo>> places)
    {
        if (_queueLength is < 1 or > 1 << 20)
            throw MarkerErrors.ProbeInvalid(Options, string.Create(CultureInfo.InvariantCulture, $"A queue of {_queueLength} hits: it has to have 1 to {1 << 20}."));
    }

    internal override void Start(MarkerContext context)
    {
        _tables = context.Session.Tables;
        if (!HasCode)
            return;
        _worker = new ProbeWorker(context.Session, _queueLength, Work);
        _worker.Start();
    }

    internal override void BeginStop(bool drains) => _worker?.BeginStop(drains);

    internal override void EndStop(CaptureSession session, long deadline)
    {
        bool hasEnded = _worker is null || _worker.EndStop(deadline, s_grace);
        if (!hasEnded && CancelCode is { } cancel)
        {
            cancel();
            hasEnded = _worker!.EndStop(Environment.TickCount64, s_grace);
        }

        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
            return;
        CountLost(ProbeLossCause.NotRun, Waiting);
        if (hasEnded)
            return;
        IsAbandoned = true;
        session.AddNotice(
            "OProfProbeAbandoned",
            $"The code of probe {Id} at marker '{Options.Marker}' did not end when the probe did; it was left alone, and runs on.");
    }

    /// <summary>Runs the user's code for a hit; on the probe's own thread.</summary>
    private protected abstract void Run(ProbeHit hit, HitSlot slot);

    private protected void Queue(in MarkerHit hit, bool isRecorded)
    {
        if (!_worker!.TryPut(hit, isRecorded))
            CountLost(ProbeLossCause.QueueFull);
    }

    private void Work(HitSlot slot)
    {
        try
        {
            Run(slot.ToProbeHit(_tables!), slot);
        }
        catch (InvalidDataException e)
        {
            CountLost(ProbeLossCause.Undecodable);
            CountError(e);
        }
        catch (Exception e)
        {
            CountError(e);
        }
    }
}
