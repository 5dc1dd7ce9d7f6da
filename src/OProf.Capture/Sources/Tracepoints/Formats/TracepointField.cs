namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>A field of a tracepoint's record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as the kernel's source has it, without the place and the array's length.</param>
/// <param name="Place">Where its bytes lie.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Offset">Bytes from the start of the record.</param>
/// <param name="Size">Bytes at the offset.</param>
/// <param name="ElementSize">Bytes of an integer, or of an element of <see cref="TracepointFieldKind.Integers"/>; else 1.</param>
/// <param name="IsSigned">Whether an integer or the elements have a sign.</param>
internal sealed record TracepointField(
    string Name, string Type, TracepointFieldPlace Place, TracepointFieldKind Kind, int Offset, int Size, int ElementSize, bool IsSigned)
{
    /// <summary>Whether it is an address.</summary>
    public bool IsPointer => Type.Contains('*', StringComparison.Ordinal);
}
