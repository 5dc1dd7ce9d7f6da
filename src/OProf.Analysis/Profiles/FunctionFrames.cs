using OProf.Analysis.Symbols;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Takes the start of a function for all places in it, and one place of an image for all that have no name there. Kernel
/// frames stay as they are: whether their names can be known is found out later.
/// </summary>
/// <remarks>Invariant: the place that stands for another one has its name.</remarks>
internal sealed class FunctionFrames(SessionTables tables, Symbolizer symbolizer) : FrameStandIns
{
    private const uint User = (uint)ProcessorMode.User;

    private readonly Dictionary<ulong, bool> _isStartNamed = [];
    private ulong _nameless;

    /// <summary>Whether there was code without a file that has no name.</summary>
    internal bool HasNamelessCode => _nameless != 0;

    /// <inheritdoc/>
    protected override FrameKey StandInOf(in FrameKey frame, int processId)
    {
        if (frame.Cookie == Cookie.InvalidCookie)
            return new FrameKey(Cookie.InvalidCookie, 0, User);
        ulong place = frame.Bits != User && frame.Offset != 0 ? frame.Offset - 1 : frame.Offset;
        if (frame.Cookie == Cookie.NoCookie)
            return InAnonymousMemory(frame, place, processId);
        if (tables.Cookies[frame.Cookie] is not { } image)
            return frame;
        var name = symbolizer.Resolve(image, place);
        if (name.Symbol is null)
            return IsStartNamed(image) ? frame : new FrameKey(frame.Cookie, 0, User);
        ulong start = place - name.SymbolOffset;
        return IsSame(name, symbolizer.Resolve(image, start)) ? new FrameKey(frame.Cookie, start, User) : frame;
    }

    /// <inheritdoc/>
    protected override bool IsWhole(ulong cookie, int processId) => cookie switch
    {
        Cookie.InvalidCookie => true,
        Cookie.NoCookie => symbolizer.JitMaps.IsMissing(processId),
        _ => tables.Cookies[cookie] is { } image && !symbolizer.HasSymbols(image),
    };

    private FrameKey InAnonymousMemory(in FrameKey frame, ulong place, int processId)
    {
        var name = symbolizer.ResolveAnonymous(processId, place, isComplete: true);
        if (name.Symbol is null)
        {
            // An image that is called so, too: a frame of it has the same name in all processes.
            if (_nameless == 0)
                _nameless = tables.Cookies.Intern(ImageKind.Anonymous, "//anon"u8, default, 0, 0, 0, 0);
            return new FrameKey(_nameless, 0, User);
        }

        ulong start = place - name.SymbolOffset;
        return IsSame(name, symbolizer.ResolveAnonymous(processId, start, isComplete: true)) ? new FrameKey(Cookie.NoCookie, start, User) : frame;
    }

    // Code that was made later may lie over the start of what was there before.
    private static bool IsSame(in SymbolizedAddress one, in SymbolizedAddress other) => one.Symbol == other.Symbol && one.Image == other.Image;

    private bool IsStartNamed(ImageInfo image)
    {
        if (!_isStartNamed.TryGetValue(image.Cookie, out bool isNamed))
            _isStartNamed[image.Cookie] = isNamed = symbolizer.Resolve(image, 0).Symbol is not null;
        return isNamed;
    }
}
