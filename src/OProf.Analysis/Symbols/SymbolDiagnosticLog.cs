namespace OProf.Analysis.Symbols;

/// <summary>Collects diagnostics, each id and subject once. Any thread.</summary>
internal sealed class SymbolDiagnosticLog
{
    /// <summary>Most diagnostics kept: a capture of many short-lived containers must not collect without bound.</summary>
    private const int MaxCount = 10_000;

    private readonly object _gate = new();
    private readonly HashSet<(string Id, string Subject)> _said = [];
    private readonly List<SymbolDiagnostic> _diagnostics = [];

    /// <summary>A copy of what was said so far, in its order.</summary>
    internal SymbolDiagnostic[] ToArray()
    {
        lock (_gate)
            return [.. _diagnostics];
    }

    internal void Say(string id, string subject, string message, string remedy)
    {
        lock (_gate)
        {
            if (_diagnostics.Count < MaxCount && _said.Add((id, subject)))
                _diagnostics.Add(new SymbolDiagnostic(id, subject, message, remedy));
        }
    }
}
