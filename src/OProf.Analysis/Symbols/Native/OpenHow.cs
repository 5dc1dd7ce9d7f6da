using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>struct open_how of linux/openat2.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    /// <summary>The flags of open(2).</summary>
    internal ulong Flags;

    /// <summary>Permissions of a new file; 0 here, as none is made.</summary>
    internal ulong Mode;

    /// <summary>RESOLVE_ flags.</summary>
    internal ulong Resolve;
}
