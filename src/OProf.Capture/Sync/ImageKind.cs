namespace OProf.Capture.Sync;

/// <summary>What backs a mapping that samples were attributed to.</summary>
public enum ImageKind
{
    /// <summary>An ELF file (or any other file) in a file system; offsets are file offsets.</summary>
    File,

    /// <summary>The kernel's virtual shared object; offsets are relative to its start.</summary>
    Vdso,

    /// <summary>Memory without a file: JIT code, heap, stack. Offsets are the virtual addresses themselves.</summary>
    Anonymous,

    /// <summary>A script's file, or text without one; offsets are those of <see cref="ScriptPlace"/>.</summary>
    Script,
}
