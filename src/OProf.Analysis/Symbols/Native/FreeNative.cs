using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>free(3) of the C library, for what native functions allocated.</summary>
internal static unsafe partial class FreeNative
{
    /// <summary>Gives memory back.</summary>
    [LibraryImport("libc", EntryPoint = "free")]
    internal static partial void Free(void* memory);
}
