using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>
/// Reads the values of a group's members out of a sample (PERF_SAMPLE_READ with PERF_FORMAT_GROUP | ID | TOTAL_TIME_ENABLED
/// | TOTAL_TIME_RUNNING) and turns the running counts into what was counted since the member's sample before.
/// </summary>
internal sealed class GroupValueReader
{
    /// <summary>Most members that a group can have here.</summary>
    public const int MaxMembers = 64;

    private const int HeadWords = 3;
    private readonly Dictionary<(ulong Id, int Thread), ulong> _last = [];
    private readonly ulong[] _values = new ulong[MaxMembers];
    private readonly bool _withLost;
    private readonly bool _perThread;

    /// <summary>Makes a reader.</summary>
    /// <param name="withLost">Whether each member has its count of lost samples too (PERF_FORMAT_LOST).</param>
    /// <param name="perThread">Whether the events are inherited, so that one id stands for a counter in each thread.</param>
    public GroupValueReader(bool withLost, bool perThread)
    {
        _withLost = withLost;
        _perThread = perThread;
    }

    /// <summary>Whether a group was seen that did not count all the time: its values are of a part only.</summary>
    public bool SeenMultiplexed { get; private set; }

    /// <summary>Reads the values at the start of some bytes.</summary>
    /// <param name="body">What follows the sample's fixed fields.</param>
    /// <param name="threadId">The thread the sample is of.</param>
    /// <param name="values">The members' values in the order of the group; valid until the next call.</param>
    /// <returns>Bytes read; -1 where they make no sense.</returns>
    public int Read(ReadOnlySpan<byte> body, int threadId, out ReadOnlySpan<ulong> values)
    {
        values = default;
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        if (words.Length < HeadWords)
            return -1;
        ulong members = words[0];
        int wordsEach = _withLost ? 3 : 2;
        if (members > MaxMembers || words.Length < HeadWords + ((int)members * wordsEach))
            return -1;
        SeenMultiplexed |= words[2] < words[1];
        for (int i = 0; i < (int)members; i++)
        {
            ulong value = words[HeadWords + (i * wordsEach)];
            ulong id = words[HeadWords + (i * wordsEach) + 1];
            ref ulong last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, (id, _perThread ? threadId : 0), out _);
            _values[i] = value >= last ? value - last : value;
            last = value;
        }

        values = _values.AsSpan(0, (int)members);
        return (HeadWords + ((int)members * wordsEach)) * Unsafe.SizeOf<ulong>();
    }

    /// <summary>Forgets the counters of a thread that has ended.</summary>
    public void Forget(int threadId)
    {
        if (!_perThread || _last.Count == 0)
            return;
        foreach (var key in _last.Keys)
        {
            if (key.Thread == threadId)
                _last.Remove(key);
        }
    }
}
