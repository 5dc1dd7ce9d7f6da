using System.Runtime.CompilerServices;
using OProf.Capture.Native;

namespace OProf.Capture.Markers;

/// <summary>
/// Knows which threads are in a marker's probes, so that a change can wait until none of them uses what it took away.
/// </summary>
/// <remarks>
/// <code>
///   hit:     Epoch = current ─► read the form ─► run the probes ─► Epoch = 0
///   change:  publish the form ─► current + 1 ─► barrier on all CPUs ─► wait for each thread with 0 &lt; Epoch &lt; current
/// </code>
/// A hit costs two plain stores; what orders them against its reads is paid by the change, whose barrier runs on all CPUs
/// (membarrier). Invariant: after the barrier a thread either is seen with its epoch, and is waited for, or reads the form
/// later than the barrier, and finds the new one. A thread whose epoch is the current one read it after the form had been
/// published. So each thread is waited for once at most, however often the marker is hit meanwhile.
/// </remarks>
internal static class MarkerReaders
{
    // A probe that was interrupted goes on within a few turns of other threads; one that waits is worth a sleep.
    private const int SpinsBeforeSleep = 1000;

    // Guards _readers and _free; held for a few instructions, never while anything is waited for.
    private static readonly object s_gate = new();
    private static readonly Stack<MarkerReader> s_free = new();
    private static MarkerReader[] s_readers = [];

    // Guarded by whoever changes markers: MarkerChanges.Gate.
    private static long s_epoch = 1;

    [ThreadStatic]
    private static MarkerReader? t_reader;

    [ThreadStatic]
    private static ReaderLifetime? t_lifetime;

    /// <summary>Whether the calling thread is in a probe.</summary>
    public static bool IsInProbe => t_reader is { Depth: > 0 };

    /// <summary>The calling thread's entry; made when it is first needed.</summary>
    public static MarkerReader Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_reader ?? Register();
    }

    /// <summary>Begins to run probes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MarkerReader Enter()
    {
        var reader = t_reader ?? Register();
        if (reader.Depth++ == 0)
            Volatile.Write(ref reader.Epoch, Volatile.Read(ref s_epoch));
        return reader;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(MarkerReader reader)
    {
        if (--reader.Depth == 0)
            Volatile.Write(ref reader.Epoch, 0);
    }

    /// <summary>
    /// Waits until every hit has ended that may still use what was taken away before. By one thread at a time, which is in
    /// no probe.
    /// </summary>
    public static void WaitForQuiescence()
    {
        long epoch = Interlocked.Increment(ref s_epoch);
        Interlocked.MemoryBarrierProcessWide();
        MarkerReader[] readers;
        lock (s_gate)
            readers = s_readers;
        foreach (var reader in readers)
        {
            var spin = default(SpinWait);
            while (Volatile.Read(ref reader.Epoch) is var entered && entered != 0 && entered < epoch)
                spin.SpinOnce(SpinsBeforeSleep);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MarkerReader Register()
    {
        MarkerReader? reader;
        lock (s_gate)
        {
            if (!s_free.TryPop(out reader))
                s_readers = [.. s_readers, reader = new MarkerReader()];
        }

        reader.ThreadId = GetTid.Invoke();
        t_lifetime = new ReaderLifetime(reader);
        return t_reader = reader;
    }

    /// <summary>Goes with its thread, and gives the thread's entry back.</summary>
    private sealed class ReaderLifetime(MarkerReader reader)
    {
        ~ReaderLifetime()
        {
            lock (s_gate)
                s_free.Push(reader);
        }
    }
}
