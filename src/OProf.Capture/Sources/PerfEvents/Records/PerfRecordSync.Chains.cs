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

    private int StackOf(ReadOnlySpan<ulong> chain, ProcessEntry process, CpuState cpu)
    {
        if (chain.IsEmpty)
            return 0;
        var key = ChainCache.KeyOf(chain, process.Space.Generation);
        int stack = _chains.Find(key, out _);
        if (stack == 0)
            _chains.Store(key, stack = Intern(chain, process, cpu), FramePlace.Unknown);
        return stack;
    }

    private int Intern(ReadOnlySpan<ulong> chain, ProcessEntry process, CpuState cpu)
    {
        var kinds = _kinds.AsSpan(0, chain.Length);
        Classify(chain, kinds);
        var last = cpu.LastChain;
        int common = last.Common(chain, kinds, process.Space.Generation);

        // Each look-up in a large table waits for memory. So all of them are said beforehand, and the waits overlap.
        int first = chain.Length - 1 - common;
        for (int i = first; i >= 0; i--)
            _frames.Prefetch(chain[i], GenerationOf(kinds[i], process));
        for (int i = first; i >= 0; i--)
            _numbers[i] = kinds[i] == NoFrame ? 0 : KnownNumber(i, chain[i], kinds[i], process);
        for (int i = first; i >= 0; i--)
        {
            if (_numbers[i] == Unknown)
            {
                _numbers[i] = StandIns is null
                    ? _tables.Stacks.InternFrame(_newFrames[i])
                    : StandIns.NumberOf(_tables.Stacks, _newFrames[i], process.ProcessId);
                if (_newFrames[i].Cookie == Cookie.InvalidCookie)
                    _frames.Store(chain[i], (ushort)(kinds[i] | InNoMapping), process.Space.Generation, _numbers[i]);
                else
                    _frames.Store(chain[i], kinds[i], GenerationOf(kinds[i], process), _numbers[i]);
            }

            last.Add(chain[i], kinds[i], _numbers[i]);
        }

        return _tables.Stacks.InternChain(last.Frames, last.Keys);
    }

    // The kernel is the same in all address spaces.
    private static long GenerationOf(ushort kind, ProcessEntry process) =>
        IsUser((ProcessorMode)(kind & 0xFF)) ? process.Space.FoundGeneration : 0;

    // The number of a frame that was seen a moment ago; else the frame is made, and its place in the table fetched.
    private int KnownNumber(int index, ulong address, ushort kind, ProcessEntry process)
    {
        int frame = _frames.Find(address, kind, GenerationOf(kind, process));
        if (frame == 0)
            frame = _frames.Find(address, (ushort)(kind | InNoMapping), process.Space.Generation);
        if (frame != 0)
            return frame;
        ref var made = ref _newFrames[index];
        made = FrameOf(address, (ProcessorMode)(kind & 0xFF), kind >= IsReturnAddress, process);
        if (StandIns is null)
            _tables.Stacks.PrefetchFrame(made);
        else
            StandIns.Prefetch(made, process.ProcessId);
        return Unknown;
    }

    // Whether a chain's innermost frame is that of an address, found in the same address space, and the exact place.
    private static bool BeginsWith(ReadOnlySpan<ulong> chain, ulong address, ProcessorMode mode) =>
        chain.Length > 1 && chain[1] == address && address < PerfContext.PERF_CONTEXT_MAX && mode != ProcessorMode.Unknown
        && PerfContext.ModeOf(chain[0]) == mode;

    // Says of each word of a chain whether it is a frame, and of which mode; the first one of each mode is the exact place,
    // the others are where calls return to.
    private static void Classify(ReadOnlySpan<ulong> chain, Span<ushort> kinds)
    {
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
