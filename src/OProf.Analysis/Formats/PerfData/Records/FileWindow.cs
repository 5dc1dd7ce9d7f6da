using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>A window that moves over a part of a file.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Offset of the part.</param>
/// <param name="end">Offset behind it.</param>
internal sealed class FileWindow(RegularFile file, long start, long end) : ByteWindow(Size)
{
    private const int Size = 1 << 20;
    private long _next = start;

    /// <summary>Offset in the file of the next byte.</summary>
    public long Offset => _next - Left;

    /// <summary>Passes over bytes.</summary>
    /// <returns>False where there are not so many; all are passed over then.</returns>
    public bool Skip(ulong count)
    {
        if (count <= (ulong)Left)
        {
            Take((int)count);
            return true;
        }

        count -= (ulong)Left;
        bool isThere = count <= (ulong)(end - _next);
        _next = isThere ? _next + (long)count : end;
        Clear();
        return isThere;
    }

    /// <inheritdoc/>
    protected override int Fill(Span<byte> room)
    {
        room = room[..(int)Math.Min(room.Length, end - _next)];
        if (!room.IsEmpty)
            file.Read((ulong)_next, room);
        _next += room.Length;
        return room.Length;
    }
}
