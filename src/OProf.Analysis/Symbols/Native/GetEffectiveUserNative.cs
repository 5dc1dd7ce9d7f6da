using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>geteuid(2).</summary>
internal static partial class GetEffectiveUserNative
{
    /// <summary>The effective user of this process; never fails.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUser();
}
