using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>ZSTD_getErrorName of libzstd (zstd.h).</summary>
internal static unsafe partial class ZstdErrorName
{
    /// <summary>What a result means, as text that stays the library's.</summary>
    [LibraryImport(ZstdStream.Library, EntryPoint = "ZSTD_getErrorName")]
    internal static partial byte* Invoke(nuint result);
}
