namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>How numbers lie in a file's records. Implemented by structs, so that the test is made once for a file.</summary>
internal interface IByteOrder
{
    static abstract ushort UInt16(ReadOnlySpan<byte> bytes, int at);

    static abstract uint UInt32(ReadOnlySpan<byte> bytes, int at);

    static abstract ulong UInt64(ReadOnlySpan<byte> bytes, int at);

    /// <summary>Copies words of 64 bits into this machine's order.</summary>
    static abstract void CopyWords(ReadOnlySpan<byte> source, Span<byte> target);
}
