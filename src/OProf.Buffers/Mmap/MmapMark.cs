using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>A place in the data where a record begins, and how many records lie before it.</summary>
/// <param name="Position">Bytes written before it; ever growing.</param>
/// <param name="Records">Records written before it.</param>
internal readonly record struct MmapMark(ulong Position, ulong Records)
{
    // No record begins there: records begin at multiples of eight.
    private const ulong Changing = ulong.MaxValue;

    /// <summary>Writes a mark for readers that may look at any moment; for one writer at a time.</summary>
    public static unsafe void Write(byte* place, MmapMark mark)
    {
        // Invariant: between the two writes of the position the number may be of another mark.
        Volatile.Write(ref Unsafe.AsRef<ulong>(place), Changing);
        Volatile.Write(ref Unsafe.AsRef<ulong>(place + 8), mark.Records);
        Volatile.Write(ref Unsafe.AsRef<ulong>(place), mark.Position);
    }

    /// <summary>Reads a mark.</summary>
    /// <returns>False where it is being changed.</returns>
    public static unsafe bool TryRead(byte* place, out MmapMark mark)
    {
        ulong position = Volatile.Read(ref Unsafe.AsRef<ulong>(place));
        ulong records = Volatile.Read(ref Unsafe.AsRef<ulong>(place + 8));
        mark = new MmapMark(position, records);
        return position != Changing && Volatile.Read(ref Unsafe.AsRef<ulong>(place)) == position;
    }
}
