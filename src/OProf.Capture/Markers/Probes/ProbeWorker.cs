using OProf.Capture.Sessions;

namespace OProf.Capture.Markers.Probes;

/// <summary>
/// A thread with a bounded queue of hits: the sync thread puts in and never waits; what does not fit is refused.
/// </summary>
/// <remarks>
/// <code>
///   _done ────── hits that wait ────── _put        slots of both modulo the length
///   this thread ►                     ◄ sync thread
/// </code>
/// Invariants: _put - _done ≤ length; a slot is the sync thread's before _put has passed it, and this thread's until _done
/// has. Before it sleeps this thread says so, and looks once more; the sync thread looks whether it sleeps after it has put.
/// </remarks>
internal sealed class ProbeWorker
{
    // A hit of more words is not copied: so the queue's memory is bounded.
    private const int MaxWords = 4096;

    // What _stop says: end when nothing waits any more, or after the present hit.
    private const int Drain = 1;
    private const int Discard = 2;

    [ThreadStatic]
    private static CaptureSession? t_session;

    private readonly CaptureSession _session;
    private readonly HitSlot[] _slots;
    private readonly Action<HitSlot> _work;
    private readonly object _bed = new();
    private readonly Thread _thread;
    private long _put;
    private long _done;
    private int _sleeps;
    private int _stop;

    /// <summary>Makes a worker; its thread is not started yet.</summary>
    /// <param name="session">The session.</param>
    /// <param name="length">Hits that may wait.</param>
    /// <param name="work">What is done with each hit, on this thread; it does not throw.</param>
    public ProbeWorker(CaptureSession session, int length, Action<HitSlot> work)
    {
        _session = session;
        _slots = new HitSlot[length];
        for (int i = 0; i < length; i++)
            _slots[i] = new HitSlot();
        _work = work;
        _thread = new Thread(Run) { IsBackground = true, Name = "OProf probe" };
    }

    /// <summary>Hits that were put in.</summary>
    public long Put => Volatile.Read(ref _put);

    /// <summary>Hits that were worked through, or given up.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Whether the calling thread works for a session.</summary>
    public static bool IsOf(CaptureSession session) => t_session == session;

    public void Start() => _thread.Start();

    /// <summary>Puts in a copy of a hit; on the sync thread.</summary>
    /// <returns>False where there is no room, or the hit is too large.</returns>
    public bool TryPut(in MarkerHit hit, bool isRecorded)
    {
        long put = _put;
        if (put - Volatile.Read(ref _done) >= _slots.Length || hit.Words.Length > MaxWords)
            return false;
        _slots[put % _slots.Length].Set(hit, isRecorded);
        Interlocked.Exchange(ref _put, put + 1);
        if (Volatile.Read(ref _sleeps) != 0)
            Wake();
        return true;
    }

    /// <summary>Has the thread end; nothing is put in any more.</summary>
    /// <param name="drains">Whether what waits is worked through first.</param>
    public void BeginStop(bool drains)
    {
        Interlocked.Exchange(ref _stop, drains ? Drain : Discard);
        Wake();
    }

    /// <summary>Waits for the end of the thread, until a moment; after that only for what it is at, for a moment.</summary>
    /// <param name="deadline">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="grace">What it is at may take so long from then on.</param>
    /// <returns>Whether it has ended.</returns>
    public bool EndStop(long deadline, TimeSpan grace)
    {
        if (Thread.CurrentThread == _thread)
        {
            BeginStop(drains: false);
            return true;
        }

        if (_thread.Join((int)Math.Max(0, deadline - Environment.TickCount64)))
            return true;
        BeginStop(drains: false);
        return _thread.Join(grace);
    }

    private void Run()
    {
        t_session = _session;
        while (true)
        {
            if (IsStopped(Discard))
                return;
            if (_done < Volatile.Read(ref _put))
            {
                _work(_slots[_done % _slots.Length]);
                Volatile.Write(ref _done, _done + 1);
                continue;
            }

            if (IsStopped(Drain))
                return;
            lock (_bed)
            {
                Interlocked.Exchange(ref _sleeps, 1);
                if (_done == Volatile.Read(ref _put) && !IsStopped(Drain))
                    Monitor.Wait(_bed);
                Volatile.Write(ref _sleeps, 0);
            }
        }
    }

    // The thread holds the lock from before it says that it sleeps until it does: no pulse comes too early.
    private void Wake()
    {
        lock (_bed)
            Monitor.Pulse(_bed);
    }

    private bool IsStopped(int least) => Volatile.Read(ref _stop) >= least;
}
