using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>ZSTD_freeDStream of libzstd (zstd.h).</summary>
internal static partial class ZstdFreeStream
{
    /// <summary>Frees a decompressor.</summary>
    [LibraryImport(ZstdStream.Library, EntryPoint = "ZSTD_freeDStream")]
    internal static partial nuint Invoke(nint stream);
}
