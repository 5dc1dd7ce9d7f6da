namespace OProf.Analysis.Symbols;

/// <summary>The ids that a <see cref="SymbolDiagnostic"/> can have; they do not change from one version to the next.</summary>
public static class SymbolDiagnosticId
{
    /// <summary>The file is not the one that was mapped: its build id, device or inode differ. Its symbols were not used.</summary>
    public const string FileReplaced = "OProfSymbolFileReplaced";

    /// <summary>The file is there, but could not be opened or is not sound.</summary>
    public const string FileUnreadable = "OProfSymbolFileUnreadable";

    /// <summary>No file was found at the path.</summary>
    public const string FileMissing = "OProfSymbolFileMissing";

    /// <summary>The record of the mapping had neither build id nor inode, so the file at the path was taken on trust.</summary>
    public const string FileUnverified = "OProfSymbolFileUnverified";

    /// <summary>The file is stripped and some address had no name, or it has no function symbols at all.</summary>
    public const string NoSymbols = "OProfNoSymbols";

    /// <summary>The file has no debug information, so that its source lines are not known.</summary>
    public const string NoLines = "OProfNoLines";

    /// <summary>The file is a .NET assembly with code compiled ahead of time, which no symbol table describes.</summary>
    public const string ManagedImage = "OProfManagedImage";

    /// <summary>A file with debug symbols was found but is of another build.</summary>
    public const string DebugFileMismatch = "OProfDebugFileMismatch";

    /// <summary>/proc/kallsyms shows no addresses.</summary>
    public const string KernelAddressesHidden = "OProfKernelAddressesHidden";

    /// <summary>/proc/kallsyms could not be read.</summary>
    public const string KernelSymbolsUnreadable = "OProfKernelSymbolsUnreadable";

    /// <summary>More symbols were added at run time than are kept.</summary>
    public const string KernelSymbolsLost = "OProfKernelSymbolsLost";

    /// <summary>A JIT map belongs to a user other than the process's, or is no regular file; it was not read.</summary>
    public const string JitMapNotOwned = "OProfJitMapNotOwned";

    /// <summary>A JIT map could not be read, or only a part of it.</summary>
    public const string JitMapUnreadable = "OProfJitMapUnreadable";

    /// <summary>No libstdc++.so.6: C++ names are shown as they are in the file.</summary>
    public const string NoDemangler = "OProfNoDemangler";
}
