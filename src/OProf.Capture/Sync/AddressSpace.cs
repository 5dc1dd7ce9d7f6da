namespace OProf.Capture.Sync;

/// <summary>
/// The executable mappings of a process as they are at the current place in the stream, sorted by address and without
/// overlap. After a fork both processes share them until one changes.
/// </summary>
public sealed class AddressSpace
{
    /// <summary>
    /// Most mappings kept: the kernel's own default limit (vm.max_map_count) is 65,530. The kernel tells of no unmapping,
    /// so without a limit a process that maps ever new addresses would fill the profiler's memory.
    /// </summary>
    public const int MaxMappings = 65_536;

    private static long s_generations;

    private Mapping[] _mappings = [];
    private int _count;
    private bool _shared;
    private int _last;

    /// <summary>
    /// A number that two address spaces have in common only where their mappings are the same; what was found out under
    /// one generation holds as long as it does.
    /// </summary>
    public long Generation { get; private set; } = Interlocked.Increment(ref s_generations);

    /// <summary>
    /// A like number for what was found in a mapping, which holds on while mappings are only added beside the others. A program
    /// that compiles itself as it runs maps some code every few samples.
    /// </summary>
    public long FoundGeneration { get; private set; }

    /// <summary>Cookie of the first file that was mapped since the last exec: the executable; 0 where there is none.</summary>
    public ulong ExecutableCookie { get; private set; }

    /// <summary>Number of mappings.</summary>
    public int Count => _count;

    /// <summary>Mappings that were forgotten because there were more than <see cref="MaxMappings"/>.</summary>
    public long Dropped { get; private set; }

    /// <summary>A mapping by its index, in the order of addresses.</summary>
    public Mapping this[int index] => index < _count ? _mappings[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Makes one without mappings.</summary>
    public AddressSpace() => FoundGeneration = Generation;

    /// <summary>The copy that a forked process starts with.</summary>
    public AddressSpace Fork()
    {
        _shared = true;
        return new AddressSpace
        {
            _mappings = _mappings,
            _count = _count,
            _shared = true,
            Generation = Generation,
            FoundGeneration = FoundGeneration,
            ExecutableCookie = ExecutableCookie,
        };
    }

    /// <summary>Forgets everything, as an exec does.</summary>
    public void Clear()
    {
        _mappings = [];
        _count = 0;
        _shared = false;
        ExecutableCookie = Cookie.NoCookie;
        FoundGeneration = Generation = Interlocked.Increment(ref s_generations);
    }

    /// <summary>Says which file is the executable.</summary>
    public void SetExecutable(ulong cookie) => ExecutableCookie = cookie;

    /// <summary>
    /// Adds a mapping. What it covers of others is theirs no more: they are cut, split or gone.
    /// </summary>
    public void Map(in Mapping mapping)
    {
        if (mapping.End <= mapping.Start)
            return;
        if (mapping.Cookie != Cookie.NoCookie && ExecutableCookie == Cookie.NoCookie)
            ExecutableCookie = mapping.Cookie;
        Cut(mapping.Start, mapping.End, [mapping]);
        if (_count > MaxMappings)
        {
            Dropped += _count - MaxMappings;
            Replace(0, _count - MaxMappings, []);
            FoundGeneration = Generation;
        }
    }

    /// <summary>
    /// Forgets what is mapped in a range, for a source that is told so; perf events tell of no unmapping. Mappings that
    /// reach out of it are cut or split.
    /// </summary>
    /// <param name="start">First address.</param>
    /// <param name="end">Address behind the last one.</param>
    public void Unmap(ulong start, ulong end)
    {
        if (end > start)
            Cut(start, end, []);
    }

    /// <summary>Finds the mapping that holds an address.</summary>
    public bool TryFind(ulong address, out Mapping mapping)
    {
        if (_last < _count && address - _mappings[_last].Start < _mappings[_last].End - _mappings[_last].Start)
        {
            mapping = _mappings[_last];
            return true;
        }

        int index = FirstEndingBehind(address);
        if (index < _count && _mappings[index].Start <= address)
        {
            _last = index;
            mapping = _mappings[index];
            return true;
        }

        mapping = default;
        return false;
    }

    // Puts a mapping, or none, in the place of what there is in [start, stop).
    private void Cut(ulong start, ulong stop, ReadOnlySpan<Mapping> inside)
    {
        // [first, end) are the mappings that overlap the range; at most the outer two leave something over.
        int first = FirstEndingBehind(start);
        int end = first;
        bool staysTrue = true;
        for (; end < _count && _mappings[end].Start < stop; end++)
            staysTrue &= !inside.IsEmpty && SaysTheSame(_mappings[end], inside[0]);
        if (staysTrue && end == first + 1 && _mappings[first].Start <= start && _mappings[first].End >= stop)
            return;

        // Of two that share mappings, the one that goes its own way must not say what the other one would believe.
        Generation = Interlocked.Increment(ref s_generations);
        if (_shared || !staysTrue)
            FoundGeneration = Generation;
        Span<Mapping> replacement = stackalloc Mapping[3];
        int pieces = 0;
        if (first < end && _mappings[first].Start < start)
            replacement[pieces++] = _mappings[first] with { End = start };
        if (!inside.IsEmpty)
            replacement[pieces++] = inside[0];
        if (first < end && _mappings[end - 1].End > stop)
        {
            var cut = _mappings[end - 1];
            replacement[pieces++] = cut with { Start = stop, FileOffset = cut.FileOffset + (stop - cut.Start) };
        }

        Replace(first, end - first, replacement[..pieces]);
    }

    // Whether an address that both hold is the same place in both. A mapping that grows is told of anew, whole, each time: so does
    // the memory that a runtime compiles into, page by page.
    private static bool SaysTheSame(in Mapping one, in Mapping other) => one.Cookie == other.Cookie && one.OffsetOf(one.Start) == other.OffsetOf(one.Start);

    private int FirstEndingBehind(ulong address)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_mappings[middle].End <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Replace(int index, int remove, ReadOnlySpan<Mapping> insert)
    {
        int count = _count - remove + insert.Length;
        var target = _mappings;
        if (_shared || count > target.Length)
        {
            target = new Mapping[Math.Max(count + (count / 2), 8)];
            Array.Copy(_mappings, target, index);
        }

        Array.Copy(_mappings, index + remove, target, index + insert.Length, _count - index - remove);
        for (int i = 0; i < insert.Length; i++)
            target[index + i] = insert[i];
        _mappings = target;
        _count = count;
        _shared = false;
    }
}
