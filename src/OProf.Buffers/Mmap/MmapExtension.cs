namespace OProf.Buffers.Mmap;

/// <summary>
/// What OProf keeps in the part of the metadata page that the kernel leaves empty (behind aux_size, at 1088): who wrote
/// it, how far writing has begun, what was lost, and where records begin. A consumer of the kernel's layout need not know.
/// </summary>
/// <remarks>
/// <code>
///  0      perf_event_mmap_page
///  2048   magic, version, mode, state, writer, counts
///  3056   the newest mark: position and number of records published
///  3072   64 marks: position and number of the first record at or behind each 64th of the data
///  4096
/// </code>
/// </remarks>
internal static class MmapExtension
{
    /// <summary>u64: says that the rest of this block is there; written last.</summary>
    public const int Magic = 2048;

    /// <summary>u32 version of this block.</summary>
    public const int Version = 2056;

    /// <summary>u32: a <see cref="MmapMode"/>.</summary>
    public const int Mode = 2060;

    /// <summary>u32: 1 once the writer has said that nothing more comes.</summary>
    public const int Closed = 2064;

    /// <summary>u32 process id of the writer.</summary>
    public const int WriterProcessId = 2068;

    /// <summary>u64 bytes reserved by writers; what lies a whole buffer before it may be overwritten at any moment.</summary>
    public const int Reserved = 2072;

    /// <summary>u64 page boundaries of the data that the head has crossed: one wake-up each.</summary>
    public const int Wakes = 2080;

    /// <summary>u64 records that were dropped because there was no room.</summary>
    public const int LostRecords = 2088;

    /// <summary>u64 bytes of those.</summary>
    public const int LostBytes = 2096;

    /// <summary>u64 records that were refused because they were larger than a record can be.</summary>
    public const int TooLarge = 2104;

    /// <summary>u64 largest record in bytes, its header included.</summary>
    public const int MaxRecordSize = 2112;

    /// <summary>u32: 1 while the writer writes all that there is, as somebody follows; see <see cref="MmapMapping.IsServed"/>.</summary>
    public const int Served = 2120;

    /// <summary>u64 position and u64 number of records of the head.</summary>
    public const int NewestMark = 3056;

    /// <summary>The marks, <see cref="MarkCount"/> of them, each u64 position and u64 number of records before it.</summary>
    public const int Marks = 3072;

    /// <summary>Number of marks.</summary>
    public const int MarkCount = 64;

    /// <summary><c>OProfMap</c> in the order of the bytes.</summary>
    public const ulong MagicValue = 0x70614D666F72504F;

    /// <summary>The version that is written and read.</summary>
    public const uint VersionValue = 1;
}
