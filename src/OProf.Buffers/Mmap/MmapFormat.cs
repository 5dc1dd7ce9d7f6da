using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>Writes and checks what a metadata page says of itself.</summary>
internal static unsafe class MmapFormat
{
    /// <summary>Fills an empty metadata page; what says that it is one comes last.</summary>
    public static void Initialize(byte* page, MmapMode mode, ulong dataSize, int maxRecordSize)
    {
        Unsafe.AsRef<ulong>(page + PerfMmapPage.Capabilities) = PerfMmapPage.CapBit0IsDeprecated;
        Unsafe.AsRef<uint>(page + PerfMmapPage.Size) = PerfMmapPage.SizeOfFields;
        Unsafe.AsRef<ulong>(page + PerfMmapPage.DataOffset) = (ulong)MmapSize.Page;
        Unsafe.AsRef<ulong>(page + PerfMmapPage.DataSize) = dataSize;
        Unsafe.AsRef<uint>(page + MmapExtension.Version) = MmapExtension.VersionValue;
        Unsafe.AsRef<uint>(page + MmapExtension.Mode) = (uint)mode;
        Unsafe.AsRef<uint>(page + MmapExtension.WriterProcessId) = (uint)Environment.ProcessId;
        Unsafe.AsRef<ulong>(page + MmapExtension.MaxRecordSize) = (ulong)maxRecordSize;
        Volatile.Write(ref Unsafe.AsRef<ulong>(page + MmapExtension.Magic), MmapExtension.MagicValue);
    }

    /// <summary>Checks the metadata page of a file.</summary>
    /// <returns>The buffer's mode.</returns>
    /// <exception cref="MappedFileException">It is none, or of a version that is not known.</exception>
    public static MmapMode Check(byte* page, string path)
    {
        ulong magic = Volatile.Read(ref Unsafe.AsRef<ulong>(page + MmapExtension.Magic));
        if (magic != MmapExtension.MagicValue)
            throw Wrong(path, $"at {MmapExtension.Magic} it has 0x{magic:x16}; 0x{MmapExtension.MagicValue:x16} was expected: it is no mapped buffer of OProf.");
        uint version = Unsafe.AsRef<uint>(page + MmapExtension.Version);
        uint compatible = Unsafe.AsRef<uint>(page + PerfMmapPage.CompatVersion);
        if (version != MmapExtension.VersionValue || compatible != 0)
            throw Wrong(path, $"it is of version {version} (compatible with {compatible}); {MmapExtension.VersionValue} (0) was expected.");
        uint mode = Unsafe.AsRef<uint>(page + MmapExtension.Mode);
        if (mode > (uint)MmapMode.Append)
            throw Wrong(path, $"at {MmapExtension.Mode} it has the mode {mode}, which is none.");
        ulong offset = Unsafe.AsRef<ulong>(page + PerfMmapPage.DataOffset);
        if (offset != (ulong)MmapSize.Page)
            throw Wrong(path, $"its data begin at {offset}; {MmapSize.Page} was expected.");
        return (MmapMode)mode;
    }

    private static MappedFileException Wrong(string path, string detail) => new(MappedFileProblem.Format, path, detail);
}
