namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>A name in a flame graph.</summary>
/// <param name="Name">The function's or process's name.</param>
/// <param name="Image">The file that it is in; empty for a process.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct FlameFrame(string Name, string Image, FlameFrameKind Kind)
{
    /// <summary>The frame of a function. What has no name goes by that of its file, as in most flame graphs.</summary>
    /// <param name="name">Its name; null where it has none.</param>
    /// <param name="image">Its image, by its path or by one of perf's names in brackets.</param>
    public static FlameFrame Of(string? name, string image) =>
        new(name ?? (image.StartsWith('[') ? image : $"[{Path.GetFileName(image)}]"), image, KindOf(image));

    private static FlameFrameKind KindOf(string image)
    {
        if (image.StartsWith("[kernel", StringComparison.Ordinal) || image.StartsWith("[guest.kernel", StringComparison.Ordinal)
            || image.StartsWith("[bpf", StringComparison.Ordinal) || image.Contains(".ko", StringComparison.Ordinal))
        {
            return FlameFrameKind.Kernel;
        }

        if (image.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || image.EndsWith(".map", StringComparison.Ordinal)
            || image.StartsWith("[JIT", StringComparison.OrdinalIgnoreCase))
        {
            return FlameFrameKind.Managed;
        }

        return image.Contains(".so", StringComparison.Ordinal) ? FlameFrameKind.Library : FlameFrameKind.Program;
    }
}
