using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer (zstd.h), which have the same fields.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    public byte* Data;
    public nuint Size;

    /// <summary>Bytes of it that were read or written.</summary>
    public nuint Position;
}
