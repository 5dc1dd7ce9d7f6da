using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Layout of a kind of event behind its head.</summary>
/// <param name="Class">The kind.</param>
/// <param name="Context">Its context; null where it has none.</param>
/// <param name="Payload">Its fields; null where it has none.</param>
internal sealed record EventLayout(CtfEventClass Class, LayoutNode? Context, LayoutNode? Payload)
{
    /// <summary>Values that one has, those of sequences left out: what it costs to read one.</summary>
    internal readonly ulong Values = 1 + (Context?.Values ?? 0) + (Payload?.Values ?? 0);
}
