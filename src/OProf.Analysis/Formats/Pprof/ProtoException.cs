using System.Diagnostics.CodeAnalysis;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Bytes are no message; whoever knows the file says it of the file.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It is always of a place.")]
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the format's own code.")]
internal sealed class ProtoException(long offset, string expected, string found) : FormatException($"Expected {expected}, found {found}.")
{
    /// <summary>Offset in the file, in bytes.</summary>
    internal long Offset { get; } = offset;

    /// <summary>What should be there.</summary>
    internal string Expected { get; } = expected;

    /// <summary>What is there.</summary>
    internal string Found { get; } = found;
}
