using OProf.Analysis.Profiles;
using OProf.Analysis.Symbols;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Tests.Formats.PerfData;

/// <summary>Names as a machine has them where each process compiles its code as it runs: in one the first half has no name.</summary>
internal sealed class NamesByProcess : IAddressNames
{
    private const int Page = 0x1000;

    public IReadOnlyList<SessionNotice> Notices => [];

    public SymbolizedAddress InImage(ImageInfo image, ulong offset) =>
        offset % 2 == 0 ? new SymbolizedAddress(image.Path, null, 0) : new SymbolizedAddress(image.Path, $"f{offset}", 0);

    public SymbolizedAddress InKernel(ulong address) => new("[kernel.kallsyms]", $"k{address}", 0);

    public SymbolizedAddress InAnonymousMemory(int processId, ulong address) => processId == 10 && address % Page < 2
        ? new SymbolizedAddress("//anon", null, 0)
        : new SymbolizedAddress($"perf-{processId}.map", $"m{address}", 0);
}
