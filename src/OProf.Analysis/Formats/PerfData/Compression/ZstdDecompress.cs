using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>ZSTD_decompressStream of libzstd (zstd.h).</summary>
internal static unsafe partial class ZstdDecompress
{
    /// <summary>Decompresses as much as there is input, or room; an error is told by <see cref="ZstdIsError"/>.</summary>
    [LibraryImport(ZstdStream.Library, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint Invoke(nint stream, ZstdBuffer* output, ZstdBuffer* input);
}
