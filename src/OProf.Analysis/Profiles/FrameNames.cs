using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using OProf.Analysis.Symbols;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// The names of a source's frames, each looked up once. A frame is said by a number: that of the <see cref="StackTable"/>,
/// or, for a sample without a call chain, the complement (<c>~</c>) of the number that <see cref="NumberOf"/> gives.
/// </summary>
internal sealed class FrameNames(IProfileSource source, IAddressNames names)
{
    private const string UnknownGuestKernel = "[guest.kernel.kallsyms]";
    private const long PendingMilliseconds = 1000;
    private const string UnknownHypervisor = "[hypervisor]";

    // Stands where the name depends on the process too.
    private static readonly FrameName s_perProcess = new("", null, 0);
    private static readonly SymbolizedAddress s_nowhere = new(FrameName.Unknown, null, 0);

    private readonly NumberedCache<FrameName> _ofFrames = new();
    private readonly NumberedCache<FrameName> _ofPlaces = new();
    private readonly ConcurrentDictionary<long, FrameName> _ofProcesses = new();
    private readonly ConcurrentDictionary<StackFrame, int> _placeNumbers = new();
    private readonly List<StackFrame> _places = [];
    private readonly ConcurrentDictionary<long, FrameName> _pending = new();
    private long _pendingSince;

    /// <summary>The number of a sample's own place, for samples without a call chain; always negative.</summary>
    internal int NumberOf(in StackFrame place)
    {
        if (_placeNumbers.TryGetValue(place, out int number))
            return ~number;
        lock (_places)
        {
            if (!_placeNumbers.TryGetValue(place, out number))
            {
                number = _places.Count;
                _places.Add(place);
                _placeNumbers[place] = number;
            }
        }

        return ~number;
    }

    /// <summary>The frame of a number.</summary>
    internal StackFrame Frame(int frame)
    {
        if (frame >= 0)
            return source.Stacks.Frame(frame);
        lock (_places)
            return _places[~frame];
    }

    /// <summary>What a frame is called.</summary>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="processId">The process of the sample.</param>
    /// <returns>The name, and whether it stays: an unknown one may become known while the source still runs.</returns>
    internal (FrameName Name, bool Stays) Of(int frame, int processId)
    {
        var name = frame >= 0 ? _ofFrames[frame] : _ofPlaces[~frame];
        if (ReferenceEquals(name, s_perProcess))
            return _ofProcesses.TryGetValue(Pack(processId, frame), out name) ? (name, true) : LookUp(frame, processId);
        return name is not null ? (name, true) : LookUp(frame, processId);
    }

    /// <summary>A process and a frame or chain of it in one word.</summary>
    internal static long Pack(int processId, int number) => ((long)processId << 32) | (uint)number;

    private (FrameName Name, bool Stays) LookUp(int number, int processId)
    {
        bool complete = source.IsComplete;
        var frame = Frame(number);
        bool perProcess = AnonymousChains.IsAnonymous(frame);
        long key = Pack(perProcess ? processId : 0, number);
        if (!complete && IsPending(key, out var name))
            return (name, false);

        // A JIT writes its map, and the kernel registers its programs, as they go: what has no name now may get one.
        name = LookUp(frame, processId);
        bool stays = name.IsKnown || complete || (!perProcess && frame.Mode == ProcessorMode.User);
        if (!stays)
            _pending[key] = name;
        if (perProcess && stays)
            _ofProcesses[key] = name;
        if (perProcess || stays)
            (number >= 0 ? _ofFrames : _ofPlaces)[number >= 0 ? number : ~number] = perProcess ? s_perProcess : name;
        return (name, stays);
    }

    // A look into a map is dear, so that what was not there is not asked for again at once, but a second later.
    private bool IsPending(long key, [NotNullWhen(true)] out FrameName? name)
    {
        long now = Environment.TickCount64;
        if (now - Volatile.Read(ref _pendingSince) > PendingMilliseconds)
        {
            Volatile.Write(ref _pendingSince, now);
            _pending.Clear();
        }

        return _pending.TryGetValue(key, out name);
    }

    /// <summary>The source line of a frame; null where none is known.</summary>
    internal SourceLine? LineOf(in StackFrame frame) =>
        frame.Mode == ProcessorMode.User && source.Cookies[frame.Cookie] is { } image ? LineOf(image, PlaceOf(frame)) : null;

    /// <summary>Whether a frame is a call in a script.</summary>
    internal bool IsScript(in StackFrame frame) =>
        frame.Cookie is not (Cookie.NoCookie or Cookie.InvalidCookie) && source.Cookies[frame.Cookie] is { Kind: ImageKind.Script };

    private SourceLine? LineOf(ImageInfo image, ulong place) => image.Kind == ImageKind.Script
        ? ScriptPlace.LineOf(place) is > 0 and var line ? new SourceLine(image.Path, line) : null
        : names.LineOf(image, place);

    // A number in a file may be that of no name.
    private FrameName NameOfScript(ImageInfo image, ulong place)
    {
        int function = ScriptPlace.FunctionOf(place);
        string? name = source.Strings is { } strings && (uint)function < (uint)strings.Count ? strings[function] : null;
        return new FrameName(image.Path, name, 0, Math.Max(0, ScriptPlace.LineOf(place)));
    }

    // The byte before a return address is in the call; at the return address itself another function may begin.
    private static ulong PlaceOf(in StackFrame frame) => frame.IsReturnAddress && frame.Offset != 0 ? frame.Offset - 1 : frame.Offset;

    private FrameName LookUp(in StackFrame frame, int processId) => IsScript(frame)
        ? NameOfScript(source.Cookies[frame.Cookie]!, PlaceOf(frame))
        : new FrameName(AddressOf(frame, processId));

    /// <summary>What a frame that is none of a script is called, looked up anew.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="processId">The process of the sample.</param>
    internal SymbolizedAddress AddressOf(in StackFrame frame, int processId)
    {
        ulong place = PlaceOf(frame);
        switch (frame.Mode)
        {
            case ProcessorMode.Kernel:
                return names.InKernel(place);
            case ProcessorMode.GuestKernel:
                return new SymbolizedAddress(UnknownGuestKernel, null, 0);
            case ProcessorMode.Hypervisor:
                return new SymbolizedAddress(UnknownHypervisor, null, 0);
            case ProcessorMode.GuestUser:
                return s_nowhere;
            default:
                if (frame.Cookie == Cookie.NoCookie)
                    return names.InAnonymousMemory(processId, place);
                return source.Cookies[frame.Cookie] is { } image ? names.InImage(image, place) : s_nowhere;
        }
    }
}
