using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Code;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Names by a <see cref="Symbolizer"/>, which is told what the source has seen: kernel text that came at run time, and the
/// users of processes, whose maps of generated code may be trusted.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="symbolizer">The symbolizer.</param>
public sealed class SymbolizerNames(IProfileSource source, Symbolizer symbolizer) : IAddressNames
{
    private readonly object _gate = new();
    private readonly HashSet<int> _noted = [];
    private int _kernelSymbols;

    /// <inheritdoc/>
    public IReadOnlyList<SessionNotice> Notices =>
        [.. symbolizer.Diagnostics.Select(static said => new SessionNotice(said.Id, $"{said.Subject}: {said.Message} {said.Remedy}"))];

    /// <inheritdoc/>
    public SymbolizedAddress InImage(ImageInfo image, ulong offset) => symbolizer.Resolve(image, offset);

    /// <inheritdoc/>
    public SourceLine? LineOf(ImageInfo image, ulong offset) => symbolizer.LineOf(image, offset);

    /// <inheritdoc/>
    public FunctionCode? CodeOf(ImageInfo image, ulong offset) => symbolizer.CodeOf(image, offset);

    /// <inheritdoc/>
    public SymbolizedAddress InKernel(ulong address)
    {
        lock (_gate)
        {
            var symbols = source.KernelSymbols;
            for (; _kernelSymbols < symbols.Count; _kernelSymbols++)
            {
                // What went away keeps its name, for the samples from before; whatever comes to its place is added after it.
                var symbol = symbols[_kernelSymbols];
                if (symbol.IsRegistered)
                    symbolizer.AddKernelSymbol(symbol.Address, symbol.Length, symbol.Name);
            }
        }

        return symbolizer.ResolveKernel(address);
    }

    /// <inheritdoc/>
    public SymbolizedAddress InAnonymousMemory(int processId, ulong address)
    {
        lock (_gate)
        {
            if (!_noted.Contains(processId) && source.ProcessOwners.TryGetValue(processId, out uint user))
            {
                _noted.Add(processId);
                symbolizer.JitMaps.NoteProcess(processId, user);
            }
        }

        return symbolizer.ResolveAnonymous(processId, address, source.IsComplete);
    }
}
