using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Code;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Names for a source of another boot or machine: files are known by their build id wherever they are, but the kernel lay
/// elsewhere then, and the processes with their generated code are gone, whatever has their ids now.
/// </summary>
/// <param name="files">What says the names in files.</param>
/// <param name="isMissing">Whether a name has been missing before.</param>
public sealed class NamesOfAnotherBoot(IAddressNames files, bool isMissing = false) : IAddressNames
{
    private readonly UnnamedAddresses _unnamed = new();
    private volatile bool _isMissing = isMissing;

    /// <inheritdoc/>
    public IReadOnlyList<SessionNotice> Notices => !_isMissing ? files.Notices :
    [
        .. files.Notices,
        new SessionNotice("OProfOtherBoot", "The samples are of another boot or machine: functions of its kernel and code that was generated at run time have no names here."),
    ];

    /// <inheritdoc/>
    public SymbolizedAddress InImage(ImageInfo image, ulong offset) => files.InImage(image, offset);

    /// <inheritdoc/>
    public SourceLine? LineOf(ImageInfo image, ulong offset) => files.LineOf(image, offset);

    /// <inheritdoc/>
    public FunctionCode? CodeOf(ImageInfo image, ulong offset) => files.CodeOf(image, offset);

    /// <inheritdoc/>
    public SymbolizedAddress InKernel(ulong address)
    {
        _isMissing = true;
        return _unnamed.InKernel(address);
    }

    /// <inheritdoc/>
    public SymbolizedAddress InAnonymousMemory(int processId, ulong address)
    {
        _isMissing = true;
        return _unnamed.InAnonymousMemory(processId, address);
    }
}
