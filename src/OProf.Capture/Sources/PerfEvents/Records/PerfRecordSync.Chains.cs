using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>Call chains and their frames.</content>
internal sealed partial class PerfRecordSync
{
    // kernel.perf_event_max_stack goes to 640 frames and 64 marks at most.
    public const int MaxChainLength = 1024;

    // What a word of a chain is: a mode, with this bit where it is a return address; or no frame at all.
    private const ushort IsReturnAddress = 0x100;
    private const ushort NoFrame = 0;

    // In the cache of frames: no mapping held the address, which holds until there is a new one.
    private const ushort InNoMapping = 0x200;

    // Number of a frame that has still to be looked up.
    private const int Unknown = -1;

    // Outer parts whose entries are fetched at once, the innermost: most chains leave those before them there.
    private const int PartsFetched = 6;

    private readonly OuterChains _outerChains = new();
    private readonly ChainKey[] _outerParts = new ChainKey[MaxChainLength / OuterChains.Step];

    // Of the chain that is looked up: for each outer part the frames up to its end, those of the parts that were known not counted.
    private readonly int[] _partFrames = new int[(MaxChainLength / OuterChains.Step) + 1];
    private readonly int[] _chainFrames = new int[MaxChainLength];
    private readonly NodeKey[] _chainKeys = new NodeKey[MaxChainLength];

    // Index of its outermost word that is in no mapping; -1 for none.
    private int _unmappedWord;

    private int StackOf(ReadOnlySpan<ulong> chain, ProcessEntry process)
    {
        if (chain.IsEmpty)
            return 0;
        var key = ChainCache.KeyOf(chain, process.Space.Generation);
        int stack = _chains.Find(key, out _);
        if (stack == 0)
            _chains.Store(key, stack = Intern(chain, process), FramePlace.Unknown);
        return stack;
    }

    // From the innermost one of its outer parts that is known on, word by word.
    private int Intern(ReadOnlySpan<ulong> chain, ProcessEntry process)
    {
        var parts = OuterParts(chain, process);
        int known = parts.Length;
        int outer = 0;
        var node = default(NodeKey);
        for (; known > 0; known--)
        {
            outer = _outerChains.Find(parts[known - 1], out node);
            if (outer != 0)
                break;
        }

        if (outer == 0)
            node = default;
        var words = chain[..^(known * OuterChains.Step)];
        Classify(words);
        LookUp(words, process);
        int count = 0;
        int found = known;
        for (int i = words.Length - 1; i >= 0; i--)
        {
            int frame = _numbers[i] == Unknown ? Add(i, words[i], process) : _numbers[i];
            if (frame != 0)
            {
                _chainFrames[count] = frame;
                _chainKeys[count++] = node = node.With(frame);
            }

            // What is in no mapping, the next one may hold: such a part is true for this moment only.
            if (found < parts.Length && chain.Length - i == (found + 1) * OuterChains.Step && i > _unmappedWord)
                _partFrames[++found] = count;
        }

        int stack = _tables.Stacks.InternChain(_chainFrames.AsSpan(0, count), _chainKeys.AsSpan(0, count), outer);
        int at = stack;
        for (; found > known; found--)
        {
            for (; count > _partFrames[found]; count--)
                at = _tables.Stacks.ParentOf(at);
            _outerChains.Store(parts[found - 1], _chainKeys[count - 1], at);
        }

        return stack;
    }

    // The keys of a chain's outer parts; all of their words are return addresses in one mode.
    private ReadOnlySpan<ChainKey> OuterParts(ReadOnlySpan<ulong> chain, ProcessEntry process)
    {
        int mark = chain.Length - 1;
        while (mark >= 0 && chain[mark] < PerfContext.PERF_CONTEXT_MAX)
            mark--;
        var mode = mark < 0 ? ProcessorMode.Unknown : PerfContext.ModeOf(chain[mark]);
        int count = (chain.Length - mark - 2) / OuterChains.Step;
        if (mode == ProcessorMode.Unknown || count <= 0)
            return default;
        var keys = _outerParts.AsSpan(0, count);
        ulong generation = (ulong)GenerationOf((ushort)mode, process);
        ChainHash.OfOuterParts(chain[^(count * OuterChains.Step)..], (generation << 8) | (uint)mode, keys);
        for (int part = count - 1; part >= Math.Max(0, count - PartsFetched); part--)
            _outerChains.Prefetch(keys[part]);
        return keys;
    }

    // Each look-up in a large table waits for memory. So all of them are said beforehand, and the waits overlap.
    private void LookUp(ReadOnlySpan<ulong> words, ProcessEntry process)
    {
        _unmappedWord = -1;
        for (int i = words.Length - 1; i >= 0; i--)
            _frames.Prefetch(words[i], GenerationOf(_kinds[i], process));
        for (int i = words.Length - 1; i >= 0; i--)
            _numbers[i] = _kinds[i] == NoFrame ? 0 : KnownNumber(i, words[i], _kinds[i], process);
    }

    private int Add(int index, ulong address, ProcessEntry process)
    {
        ref readonly var made = ref _newFrames[index];
        int number = StandIns is null ? _tables.Stacks.InternFrame(made) : StandIns.NumberOf(_tables.Stacks, made, process.ProcessId);
        if (made.Cookie == Cookie.InvalidCookie)
            _frames.Store(address, (ushort)(_kinds[index] | InNoMapping), process.Space.Generation, number);
        else
            _frames.Store(address, _kinds[index], GenerationOf(_kinds[index], process), number);
        return number;
    }

    // The kernel is the same in all address spaces.
    private static long GenerationOf(ushort kind, ProcessEntry process) =>
        IsUser((ProcessorMode)(kind & 0xFF)) ? process.Space.FoundGeneration : 0;

    // The number of a frame that was seen a moment ago; else the frame is made, and its place in the table fetched.
    private int KnownNumber(int index, ulong address, ushort kind, ProcessEntry process)
    {
        int frame = _frames.Find(address, kind, GenerationOf(kind, process));
        if (frame != 0)
            return frame;
        frame = _frames.Find(address, (ushort)(kind | InNoMapping), process.Space.Generation);
        if (frame != 0)
        {
            _unmappedWord = Math.Max(_unmappedWord, index);
            return frame;
        }

        ref var made = ref _newFrames[index];
        made = FrameOf(address, (ProcessorMode)(kind & 0xFF), kind >= IsReturnAddress, process);
        if (made.Cookie == Cookie.InvalidCookie)
            _unmappedWord = Math.Max(_unmappedWord, index);
        if (StandIns is null)
            _tables.Stacks.PrefetchFrame(made);
        else
            StandIns.Prefetch(_tables.Stacks, made, process.ProcessId);
        return Unknown;
    }

    // Whether a chain's innermost frame is that of an address, found in the same address space, and the exact place.
    private static bool BeginsWith(ReadOnlySpan<ulong> chain, ulong address, ProcessorMode mode) =>
        chain.Length > 1 && chain[1] == address && address < PerfContext.PERF_CONTEXT_MAX && mode != ProcessorMode.Unknown
        && PerfContext.ModeOf(chain[0]) == mode;

    // Says of each word of a chain whether it is a frame, and of which mode; the first one of each mode is the exact place,
    // the others are where calls return to.
    private void Classify(ReadOnlySpan<ulong> chain)
    {
        var kinds = _kinds.AsSpan(0, chain.Length);
        ushort kind = NoFrame;
        for (int i = 0; i < chain.Length; i++)
        {
            if (chain[i] >= PerfContext.PERF_CONTEXT_MAX)
            {
                var mode = PerfContext.ModeOf(chain[i]);
                kinds[i] = NoFrame;
                kind = mode == ProcessorMode.Unknown ? NoFrame : (ushort)mode;
                continue;
            }

            kinds[i] = kind;
            if (kind != NoFrame)
                kind |= IsReturnAddress;
        }
    }

    private FrameKey FrameOf(ulong address, ProcessorMode mode, bool isReturnAddress, ProcessEntry process)
    {
        if (!IsUser(mode))
            return StackTable.KeyOf(Cookie.NoCookie, address, mode, isReturnAddress);

        // A call may be the last instruction of its mapping: the address before tells the mapping.
        if (!process.Space.TryFind(isReturnAddress ? address - 1 : address, out var mapping))
            return StackTable.KeyOf(Cookie.InvalidCookie, address, mode, isReturnAddress);
        if (mapping.Cookie == Cookie.NoCookie)
            NoteOwner(process);
        return StackTable.KeyOf(mapping.Cookie, mapping.OffsetOf(address), mode, isReturnAddress);
    }
}
