using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>ZSTD_isError of libzstd (zstd.h).</summary>
internal static partial class ZstdIsError
{
    /// <summary>Not 0 where a result is an error.</summary>
    [LibraryImport(ZstdStream.Library, EntryPoint = "ZSTD_isError")]
    internal static partial uint Invoke(nuint result);
}
