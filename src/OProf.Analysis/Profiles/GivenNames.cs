using OProf.Analysis.Symbols;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Names that a file gave with its samples: no other file is read for them. Filled by one thread, then asked by any.
/// </summary>
/// <remarks>
/// A frame is known by its image and offset. Where the file says no address, or two functions at one (a function and what was
/// inlined into it), a number that is no address of the image stands in its place, so that each frame has its own name.
/// </remarks>
internal sealed class GivenNames : IAddressNames
{
    // No processor has addresses with this bit and without the one above it.
    private const ulong Replacement = 1UL << 62;

    private static readonly GivenName s_none = new(FrameName.Unknown, null, 0, null);

    private readonly Dictionary<(ulong Cookie, ulong Offset), GivenName> _names = [];
    private readonly Dictionary<(ulong Cookie, string? Symbol, SourceLine? Line), ulong> _replacements = [];
    private ulong _next = 1;

    /// <inheritdoc/>
    public IReadOnlyList<SessionNotice> Notices => [];

    /// <summary>Gives a place its name.</summary>
    /// <param name="cookie">The image's cookie; <see cref="Cookie.NoCookie"/> for the kernel.</param>
    /// <param name="address">Offset in the image, or address in the kernel; 0 where it is not known.</param>
    /// <param name="name">The name.</param>
    /// <returns>The offset by which the place is known.</returns>
    internal ulong Add(ulong cookie, ulong address, in GivenName name)
    {
        bool hasAddress = address is not (0 or EventCode.Escape);
        if (hasAddress)
        {
            if (_names.TryAdd((cookie, address), name))
                return address;
            if (_names[(cookie, address)].IsLike(name))
                return address;
        }

        var key = (cookie, name.Symbol, name.Line);
        if (_replacements.TryGetValue(key, out ulong known) && _names[(cookie, known)].IsLike(name))
            return known;
        ulong offset;
        do
        {
            offset = hasAddress ? Replacement | _next++ : _next++;
        }
        while (!_names.TryAdd((cookie, offset), name));
        return _replacements[key] = offset;
    }

    /// <inheritdoc/>
    public SymbolizedAddress InImage(ImageInfo image, ulong offset) => Of(image.Cookie, offset).Named;

    /// <inheritdoc/>
    public SymbolizedAddress InKernel(ulong address) => Of(Cookie.NoCookie, address).Named;

    /// <inheritdoc/>
    public SymbolizedAddress InAnonymousMemory(int processId, ulong address) => s_none.Named;

    /// <inheritdoc/>
    public SourceLine? LineOf(ImageInfo image, ulong offset) => Of(image.Cookie, offset).Line;

    private GivenName Of(ulong cookie, ulong offset) => _names.TryGetValue((cookie, offset), out var name) ? name : s_none;
}
