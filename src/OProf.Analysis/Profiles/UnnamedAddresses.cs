using OProf.Analysis.Symbols;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>Says the images of addresses and no symbols: reads no file, for when only images, processes and CPUs are asked for.</summary>
public sealed class UnnamedAddresses : IAddressNames
{
    /// <inheritdoc/>
    public IReadOnlyList<SessionNotice> Notices => [];

    /// <inheritdoc/>
    public SymbolizedAddress InImage(ImageInfo image, ulong offset) => new(image.Path, null, 0);

    /// <inheritdoc/>
    public SymbolizedAddress InKernel(ulong address) => new("[kernel.kallsyms]", null, 0);

    /// <inheritdoc/>
    public SymbolizedAddress InAnonymousMemory(int processId, ulong address) => new("//anon", null, 0);
}
