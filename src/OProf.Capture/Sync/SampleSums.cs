using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>
/// The samples of a stream added up while they come, for who needs no times: a million samples are some thousand sums. One
/// thread adds; once it is complete any thread reads.
/// </summary>
/// <remarks>
/// Sums lie in the order of their first samples, in pieces that are never moved, and are found by a hash table of words. Where
/// there are too many different ones, it gives up: a sum for nearly each sample is no gain, and memory stays bounded.
/// <code>
///   slots   | hash, number + 1 |      0      | hash, number + 1 | …      a power of two, half of them used at most
///                     └──► pieces   sum 0, sum 1, … sum 8191 │ sum 8192, …
/// </code>
/// In a large table a slot is a cache miss, and so is its sum. So some samples wait until there are enough of them, and then
/// the misses of all of them overlap: first the slots are fetched, as the samples come, then the sums.
/// </remarks>
/// <param name="mostSums">Most sums; 48 bytes each, and 16 to 32 of slots.</param>
internal sealed class SampleSums(int mostSums = SampleSums.MostSums)
{
    private const int LeastSlots = 1 << 13;
    private const int PieceBits = 13;

    // Samples that wait.
    private const int Together = 16;

    // 192 MiB with the slots.
    private const int MostSums = 5 << 19;

    private readonly List<int> _events = [];
    private readonly (SampleSum One, ulong Hash, ulong Time)[] _waiting = new (SampleSum, ulong, ulong)[Together];
    private int _waitingCount;
    private ulong[] _slots = new ulong[LeastSlots];
    private SampleSum[][] _pieces = [];
    private readonly List<ulong> _times = [];
    private int _count;
    private bool _isComplete;

    /// <summary>Whether all samples are in it.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>
    /// Whether samples of one call chain at several places, or on several CPUs, are told apart; else file and offset are left out
    /// where there is a chain, whose innermost frame says what is known of the place, and the CPU is 0.
    /// </summary>
    public bool HasPlaces { get; init; } = true;

    /// <summary>Whether each sum has the time of its first sample, so that it can be put among those of others.</summary>
    public bool HasTimes { get; init; }

    /// <summary>Number of sums.</summary>
    public int Count => _count;

    /// <summary>The events that there are samples of, in the order of their first.</summary>
    public IReadOnlyList<int> Events => _events;

    /// <summary>Bytes held.</summary>
    public long Bytes => ((long)_slots.Length * sizeof(ulong)) + ((long)_pieces.Length * (Unsafe.SizeOf<SampleSum>() << PieceBits));

    /// <summary>A sum; they are in the order of their first samples. Only once it is complete.</summary>
    /// <param name="index">Index of the sum, less than <see cref="Count"/>.</param>
    public ref readonly SampleSum this[int index]
    {
        get
        {
            if (!_isComplete)
                throw new InvalidOperationException("Samples are still added.");
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            return ref At(index);
        }
    }

    /// <summary>Adds a sample. Whether mode, file and offset are of its innermost frame, and its group's values, are left out.</summary>
    public void Add(in StreamSample sample)
    {
        if (!IsWhole)
            return;
        bool hasPlace = HasPlaces || sample.Stack == 0;
        ref var waiting = ref _waiting[_waitingCount++];
        waiting.One = new SampleSum
        {
            Offset = hasPlace ? sample.Offset : 0,
            Cookie = hasPlace && !EventStreamWriter.HasNoFile(sample.Mode) ? sample.Cookie : Cookie.NoCookie,
            Period = sample.Period,
            Samples = 1,
            Task = sample.Task,
            Stack = sample.Stack,
            Event = sample.Event,
            Cpu = HasPlaces ? (short)sample.Cpu : (short)0,
            ModeByte = (byte)sample.Mode,
        };
        waiting.Time = sample.Time;
        Wait(ref waiting);
    }

    /// <summary>
    /// Adds the sums of several, in the order of their first samples, which is that of each of them; gives up where one of them has.
    /// </summary>
    /// <param name="parts">They, complete and with times, and what a sum of each is here.</param>
    /// <param name="areApart">Whether each of them stays a sum of its own.</param>
    internal void AddAll(IReadOnlyList<(SampleSums Sums, Func<SampleSum, SampleSum> Import)> parts, bool areApart)
    {
        int[] next = new int[parts.Count];
        if (parts.Any(static part => !part.Sums.IsWhole))
            GiveUp();
        while (IsWhole)
        {
            int first = -1;
            for (int part = 0; part < next.Length; part++)
            {
                if (next[part] < parts[part].Sums.Count && (first < 0 || parts[part].Sums._times[next[part]] < parts[first].Sums._times[next[first]]))
                    first = part;
            }

            if (first < 0)
                break;
            var one = parts[first].Import(parts[first].Sums[next[first]++]);
            if (areApart)
            {
                TryStore(one, 0);
                continue;
            }

            ref var waiting = ref _waiting[_waitingCount++];
            waiting.One = one;
            Wait(ref waiting);
        }
    }

    private unsafe void Wait(ref (SampleSum One, ulong Hash, ulong Time) waiting)
    {
        waiting.Hash = HashOf(waiting.One);

        // A fetch does nothing that a moved array could make wrong: it is a hint.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)waiting.Hash & (_slots.Length - 1)]));
        if (_waitingCount == Together)
            AddWaiting();
    }

    /// <summary>Says that no more samples come.</summary>
    public void Complete()
    {
        AddWaiting();
        _slots = [];
        _isComplete = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref SampleSum At(int index) => ref _pieces[index >> PieceBits][index & ((1 << PieceBits) - 1)];

    private unsafe void AddWaiting()
    {
        var waiting = _waiting.AsSpan(0, _waitingCount);
        foreach (ref readonly var sample in waiting)
        {
            int number = (int)(uint)_slots[(int)sample.Hash & (_slots.Length - 1)];
            if (Sse.IsSupported && number != 0)
                Sse.Prefetch0(Unsafe.AsPointer(ref At(number - 1)));
        }

        foreach (ref readonly var sample in waiting)
        {
            if (IsWhole)
                Add(sample.One, sample.Hash, sample.Time);
        }

        _waitingCount = 0;
    }

    private void Add(in SampleSum one, ulong hash, ulong time)
    {
        uint tag = (uint)(hash >> 32);
        var slots = _slots;
        int mask = slots.Length - 1;
        int place = (int)hash & mask;
        for (; slots[place] != 0; place = (place + 1) & mask)
        {
            if ((uint)(slots[place] >> 32) != tag)
                continue;
            ref var sum = ref At((int)(uint)slots[place] - 1);
            if (sum.Offset == one.Offset && sum.Stack == one.Stack && sum.Task == one.Task && sum.Cookie == one.Cookie
                && sum.Cpu == one.Cpu && sum.Event == one.Event && sum.ModeByte == one.ModeByte)
            {
                sum.Samples += one.Samples;
                sum.Period += one.Period;
                return;
            }
        }

        Begin(one, tag, place, time);
    }

    private void Begin(in SampleSum one, uint tag, int place, ulong time)
    {
        if (!TryStore(one, time))
            return;
        _slots[place] = ((ulong)tag << 32) | (uint)_count;
        if (_count * 2L > _slots.Length)
            Grow();
    }

    private bool TryStore(in SampleSum one, ulong time)
    {
        if (_count == mostSums)
        {
            GiveUp();
            return false;
        }

        if (_count >> PieceBits == _pieces.Length)
            _pieces = [.. _pieces, new SampleSum[1 << PieceBits]];
        At(_count++) = one;
        if (HasTimes)
            _times.Add(time);
        if (!_events.Contains(one.Event))
            _events.Add(one.Event);
        return true;
    }

    private void GiveUp()
    {
        IsWhole = false;
        _slots = [];
        _pieces = [];
        _times.Clear();
        _count = 0;
        _waitingCount = 0;
    }

    // A slot has the upper half of the hash, and its place the lowest bits of the lower one: the sums say the rest again.
    private void Grow()
    {
        var slots = FreshMemory.Array<ulong>(_slots.Length * 2);
        int mask = slots.Length - 1;
        for (int index = 0; index < _count; index++)
        {
            ulong hash = HashOf(At(index));
            int place = (int)hash & mask;
            while (slots[place] != 0)
                place = (place + 1) & mask;
            slots[place] = (hash & 0xFFFFFFFF00000000) | (uint)(index + 1);
        }

        _slots = slots;
    }

    private static ulong HashOf(in SampleSum sum)
    {
        ulong marks = ((ulong)(uint)sum.Event << 32) | ((ulong)(ushort)sum.Cpu << 8) | sum.ModeByte;
        return HashMixing.Mix(
            sum.Offset ^ BitOperations.RotateLeft(sum.Cookie, 40), (((ulong)(uint)sum.Stack << 32) | (uint)sum.Task) + (marks * 0x9E3779B97F4A7C15UL));
    }
}
