using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Code;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>Says what addresses are called. Any thread may ask.</summary>
public interface IAddressNames
{
    /// <summary>What could not be named as it should be, and why; grows while names are asked for.</summary>
    IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>The name of a place in a file.</summary>
    /// <param name="image">The file.</param>
    /// <param name="offset">Offset in it, in bytes.</param>
    SymbolizedAddress InImage(ImageInfo image, ulong offset);

    /// <summary>The name of a kernel address.</summary>
    SymbolizedAddress InKernel(ulong address);

    /// <summary>The name of an address in memory without a file: code that was made at run time.</summary>
    /// <param name="processId">The process whose memory it is.</param>
    /// <param name="address">The address.</param>
    SymbolizedAddress InAnonymousMemory(int processId, ulong address);

    /// <summary>The source line of a place in a file; null where none is known.</summary>
    /// <param name="image">The file.</param>
    /// <param name="offset">Offset in it, in bytes.</param>
    SourceLine? LineOf(ImageInfo image, ulong offset) => null;

    /// <summary>The machine code of the function that a place in a file is in; null where its bytes are not to be had.</summary>
    /// <param name="image">The file.</param>
    /// <param name="offset">Offset in it, in bytes.</param>
    FunctionCode? CodeOf(ImageInfo image, ulong offset) => null;
}
