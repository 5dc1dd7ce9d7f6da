namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>What a frame of a flame graph is, which its colour shows.</summary>
public enum FlameFrameKind
{
    /// <summary>The whole, or a process.</summary>
    Root,

    /// <summary>A function of a program.</summary>
    Program,

    /// <summary>A function of a shared library.</summary>
    Library,

    /// <summary>A function of .NET or other code that was compiled while it ran.</summary>
    Managed,

    /// <summary>A function of the kernel.</summary>
    Kernel,

    /// <summary>A function of a script.</summary>
    Script,
}
