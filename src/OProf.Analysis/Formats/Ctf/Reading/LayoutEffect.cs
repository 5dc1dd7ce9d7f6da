namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>An integer within a struct's prefix whose value the reader needs.</summary>
/// <param name="Offset">Its offset from the struct's begin, in bits.</param>
/// <param name="Node">The integer.</param>
internal readonly record struct LayoutEffect(ulong Offset, LayoutNode Node);
