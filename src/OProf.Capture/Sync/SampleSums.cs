using System.Numerics;
using System.Runtime.CompilerServices;

namespace OProf.Capture.Sync;

/// <summary>
/// The samples of a stream added up while they come, for who needs no times: a million samples are some thousand sums. One
/// thread adds; once it is complete any thread reads.
/// </summary>
/// <remarks>
/// Sums lie in the slots of a hash table, so that adding a sample is one cache miss at most. Where there are too many different
/// ones, it gives up: a sum for nearly each sample is no gain, and memory stays bounded.
/// </remarks>
/// <param name="mostSlots">Most slots, a power of two; 48 bytes each, of which two thirds are used.</param>
internal sealed class SampleSums(int mostSlots = SampleSums.MostSlots)
{
    private const int LeastSlots = 1 << 12;

    // 192 MiB.
    private const int MostSlots = 1 << 22;

    private readonly List<int> _events = [];
    private SampleSum[] _slots = new SampleSum[LeastSlots];
    private int _count;
    private bool _isComplete;

    /// <summary>Whether all samples are in it.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Number of sums.</summary>
    public int Count => _count;

    /// <summary>The events that there are samples of, in the order of their first.</summary>
    public IReadOnlyList<int> Events => _events;

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_slots.Length * Unsafe.SizeOf<SampleSum>();

    /// <summary>The sums, in no order. Only once it is complete.</summary>
    public ReadOnlySpan<SampleSum> All => _isComplete ? _slots.AsSpan(0, _count) : throw new InvalidOperationException("Samples are still added.");

    /// <summary>Adds a sample. Whether mode, file and offset are of its innermost frame, and its group's values, are left out.</summary>
    public void Add(in StreamSample sample)
    {
        if (!IsWhole)
            return;
        ulong cookie = EventStreamWriter.HasNoFile(sample.Mode) ? Cookie.NoCookie : sample.Cookie;
        ulong hash = HashOf(sample.Offset, cookie, sample.Stack, sample.Task, sample.Event, (short)sample.Cpu, (byte)sample.Mode);
        var slots = _slots;
        int mask = slots.Length - 1;
        for (int place = (int)hash & mask; ; place = (place + 1) & mask)
        {
            ref var slot = ref slots[place];
            if (slot.Samples == 0)
            {
                Begin(ref slot, sample, cookie);
                return;
            }

            if (slot.Offset == sample.Offset && slot.Stack == sample.Stack && slot.Task == sample.Task && slot.Cookie == cookie
                && slot.Cpu == (short)sample.Cpu && slot.Event == sample.Event && slot.ModeByte == (byte)sample.Mode)
            {
                slot.Samples++;
                slot.Period += sample.Period;
                return;
            }
        }
    }

    /// <summary>Says that no more samples come.</summary>
    public void Complete()
    {
        int count = 0;
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Samples != 0)
                _slots[count++] = slot;
        }

        // The table is mostly larger than what is in it.
        Array.Resize(ref _slots, count);
        _isComplete = true;
    }

    private void Begin(ref SampleSum slot, in StreamSample sample, ulong cookie)
    {
        slot = new SampleSum
        {
            Offset = sample.Offset,
            Cookie = cookie,
            Period = sample.Period,
            Samples = 1,
            Task = sample.Task,
            Stack = sample.Stack,
            Event = sample.Event,
            Cpu = (short)sample.Cpu,
            ModeByte = (byte)sample.Mode,
        };
        if (!_events.Contains(sample.Event))
            _events.Add(sample.Event);
        if (++_count * 3L <= _slots.Length * 2L)
            return;
        if (_slots.Length < mostSlots)
            Grow();
        else
            GiveUp();
    }

    private void GiveUp()
    {
        IsWhole = false;
        _slots = [];
        _count = 0;
    }

    private void Grow()
    {
        var slots = new SampleSum[_slots.Length * 2];
        int mask = slots.Length - 1;
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Samples == 0)
                continue;
            int place = (int)HashOf(slot.Offset, slot.Cookie, slot.Stack, slot.Task, slot.Event, slot.Cpu, slot.ModeByte) & mask;
            while (slots[place].Samples != 0)
                place = (place + 1) & mask;
            slots[place] = slot;
        }

        _slots = slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HashOf(ulong offset, ulong cookie, int stack, int task, int eventIndex, short cpu, byte mode)
    {
        ulong marks = ((ulong)(uint)eventIndex << 32) | ((ulong)(ushort)cpu << 8) | mode;
        return HashMixing.Mix(offset ^ BitOperations.RotateLeft(cookie, 40), (((ulong)(uint)stack << 32) | (uint)task) + (marks * 0x9E3779B97F4A7C15UL));
    }
}
