namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>A part of a file (struct perf_file_section).</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Its bytes.</param>
internal readonly record struct PerfSection(ulong Offset, ulong Size)
{
    /// <summary>Bytes of the struct.</summary>
    public const int Length = 16;

    public static PerfSection Read(PerfBytes bytes, int at) => new(bytes.UInt64(at), bytes.UInt64(at + 8));
}
