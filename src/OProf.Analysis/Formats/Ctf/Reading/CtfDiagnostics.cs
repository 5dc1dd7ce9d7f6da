namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>What was left out of a trace so far: the first of them, and how many there are. For any thread.</summary>
public sealed class CtfDiagnostics
{
    /// <summary>Most that are kept; a damaged trace can have one for each packet.</summary>
    public const int MaxKept = 1000;

    private readonly List<CtfDiagnostic> _kept = [];

    internal CtfDiagnostics()
    {
    }

    /// <summary>How many there are, those that are not kept included.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them, in the order in which they were found.</summary>
    public IReadOnlyList<CtfDiagnostic> Kept
    {
        get
        {
            lock (_kept)
                return [.. _kept];
        }
    }

    internal void Add(CtfDiagnosticId id, string file, ulong offset, string expected, string found)
    {
        lock (_kept)
        {
            Count++;
            if (_kept.Count < MaxKept)
                _kept.Add(new CtfDiagnostic(id, file, offset, expected, found));
        }
    }

    internal void AddAll(CtfDiagnostics others)
    {
        foreach (var other in others.Kept)
            Add(other.Id, other.File, other.Offset, other.Expected, other.Found);
    }
}
