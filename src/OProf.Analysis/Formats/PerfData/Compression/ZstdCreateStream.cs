using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>ZSTD_createDStream of libzstd (zstd.h).</summary>
internal static partial class ZstdCreateStream
{
    /// <summary>Makes a decompressor; null where there is no memory.</summary>
    [LibraryImport(ZstdStream.Library, EntryPoint = "ZSTD_createDStream")]
    internal static partial nint Invoke();
}
