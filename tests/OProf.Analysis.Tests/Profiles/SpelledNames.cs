using System.Collections.Concurrent;
using OProf.Analysis.Profiles;
using OProf.Analysis.Symbols;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Tests.Profiles;

/// <summary>
/// Names that say which question was asked: functions of 16 bytes, called by their image's letter and their number. Counts
/// how often it is asked the same.
/// </summary>
internal sealed class SpelledNames : IAddressNames
{
    public ConcurrentDictionary<string, int> Asked { get; } = new();

    /// <summary>Names that are given instead of the spelled ones, by question.</summary>
    public Dictionary<string, string?> Names { get; } = [];

    public IReadOnlyList<SessionNotice> Notices { get; init; } = [];

    public SymbolizedAddress InImage(ImageInfo image, ulong offset) =>
        Say($"{image.Path}+{offset / 16}", image.Path, offset % 16);

    /// <summary>Lines of 256 bytes, counted from 1.</summary>
    public SourceLine? LineOf(ImageInfo image, ulong offset) => new(image.Path + ".c", (int)(offset / 256) + 1);

    public SymbolizedAddress InKernel(ulong address) => Say($"k{address / 16}", "[kernel.kallsyms]", address % 16);

    public SymbolizedAddress InAnonymousMemory(int processId, ulong address) =>
        Say($"j{processId}+{address / 16}", $"perf-{processId}.map", address % 16);

    private SymbolizedAddress Say(string question, string image, ulong offset)
    {
        Asked.AddOrUpdate(question, 1, static (_, count) => count + 1);
        string? name = Names.TryGetValue(question, out string? other) ? other : question;
        return new SymbolizedAddress(image, name, name is null ? 0 : offset);
    }
}
