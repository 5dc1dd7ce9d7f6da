using System.Numerics;
using System.Runtime.CompilerServices;
using OProf.Buffers.Storage;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>
/// Where a session gets the hits from that no kernel ring has: a ring for each CPU, which any thread of this program writes
/// to without waiting, and rings of sources that deliver the hits of others.
/// </summary>
internal sealed class MarkerInbox : IDisposable
{
    private const int SubBuffers = 8;
    private const long MostOfRing = 2 << 20;
    private const long LeastOfRing = 64 << 10;
    private const long MostOfAll = 64 << 20;

    private readonly Action<InboxRing, int> _added;
    private readonly Action _wake;
    private readonly AppendOnlyList<InboxMarker> _markers = new();
    private readonly List<InboxRing> _all = [];
    private InboxRing[] _ofCpus = [];
    private int _isAwake;

    /// <summary>Makes an inbox without rings.</summary>
    /// <param name="added">Is told of each ring and its CPU, or -1; on the sync thread.</param>
    /// <param name="wake">Wakes the sync thread.</param>
    public MarkerInbox(Action<InboxRing, int> added, Action wake)
    {
        _added = added;
        _wake = wake;
    }

    /// <summary>Id of this process.</summary>
    public static int OwnProcessId { get; } = Environment.ProcessId;

    /// <summary>Bytes of a ring.</summary>
    public static long RingSize { get; } = Math.Clamp(
        (long)BitOperations.RoundUpToPowerOf2((ulong)(MostOfAll / Environment.ProcessorCount)) / 2, LeastOfRing, MostOfRing);

    /// <summary>The rings with the CPUs that they are of, or -1.</summary>
    public IReadOnlyList<InboxRing> Rings => _all;

    /// <summary>Has hits of a marker taken in. For the sync thread.</summary>
    /// <param name="marker">The marker, with the fields that its hits have.</param>
    /// <param name="armed">What they are delivered as; null for none.</param>
    public InboxMarker Add(MarkerInfo marker, ArmedMarker? armed)
    {
        if (_ofCpus.Length == 0)
            Volatile.Write(ref _ofCpus, [.. Enumerable.Range(0, Environment.ProcessorCount).Select(AddRing)]);
        return AddLearnt(marker, armed);
    }

    /// <summary>Has hits of a marker taken in whose fields its source has learnt from the first one. For any thread.</summary>
    /// <param name="marker">The marker, with the fields that its hits have.</param>
    /// <param name="armed">What they are delivered as; null for none.</param>
    public InboxMarker AddLearnt(MarkerInfo marker, ArmedMarker? armed)
    {
        lock (_markers)
        {
            var added = new InboxMarker(this, _markers.Count, marker, armed);
            _markers.Add(added);
            return added;
        }
    }

    /// <summary>Makes a ring. For the sync thread.</summary>
    /// <param name="cpu">The CPU that its hits are of; -1 where they are of any.</param>
    public InboxRing AddRing(int cpu)
    {
        var ring = new InboxRing(this, new RingGeometry(RingSize / SubBuffers, SubBuffers));
        _all.Add(ring);
        _added(ring, cpu);
        return ring;
    }

    /// <summary>The ring for hits on a CPU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InboxRing RingOf(int cpu)
    {
        var rings = _ofCpus;
        return (uint)cpu < (uint)rings.Length ? rings[cpu] : rings[(uint)cpu % (uint)rings.Length];
    }

    /// <summary>The marker of a record; null where there is none of that number.</summary>
    public InboxMarker? MarkerOf(int number) => (uint)number < (uint)_markers.Count ? _markers[number] : null;

    /// <summary>Wakes the sync thread, once until it says that it is awake.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
            _wake();
    }

    /// <summary>Says that a round begins, so that the next full sub-buffer wakes again.</summary>
    public void BeginRound() => Volatile.Write(ref _isAwake, 0);

    /// <summary>Gives the memory back. No thread may write any more.</summary>
    public void Dispose()
    {
        foreach (var ring in _all)
            ring.Dispose();
        _all.Clear();
    }
}
