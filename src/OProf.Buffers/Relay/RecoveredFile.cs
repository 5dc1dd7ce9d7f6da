using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OProf.Buffers.Native;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>Reads and checks a buffer's file, piece by piece.</summary>
internal readonly unsafe struct RecoveredFile(string path, SafeFileHandle file)
{
    public static Guid UuidOf(in MappedFileHeader header)
    {
        fixed (byte* uuid = header.Uuid)
            return new Guid(new ReadOnlySpan<byte>(uuid, 16), bigEndian: true);
    }

    public void CheckOwner(int fd)
    {
        if (Statx.Invoke(fd, out var status) != 0)
            throw FileError.Of($"The buffer file '{path}' cannot be looked up", Marshal.GetLastPInvokeError());
        if ((status.Mode & Statx.S_IFMT) != Statx.S_IFREG)
            throw new InvalidDataException($"'{path}' is no regular file.");
        if (status.Uid != GetEuid.Invoke())
            throw new InvalidDataException($"'{path}' belongs to user {status.Uid}, not to user {GetEuid.Invoke()}, who reads it.");
        int permissions = status.Mode & 0xFFF;
        if (permissions != Native.Open.OwnerOnly)
        {
            throw new InvalidDataException(
                $"'{path}' has the permissions {Convert.ToString(permissions, 8)}: others may have written to it; 600 is expected.");
        }
    }

    public MappedFileHeader ReadHeader(Guid? uuid)
    {
        MappedFileHeader header;
        ReadExactly(new Span<byte>(&header, sizeof(MappedFileHeader)), 0);
        Expect(header.Magic == MappedFileHeader.ExpectedMagic, 0, $"the magic number {MappedFileHeader.ExpectedMagic:X16}", $"{header.Magic:X16}");
        Expect(header.Version == MappedFileHeader.CurrentVersion, 8, $"version {MappedFileHeader.CurrentVersion}", $"{header.Version}");
        Expect(header.Cpu >= 0, 12, "a CPU number", $"{header.Cpu}");
        RingGeometry geometry;
        try
        {
            geometry = new RingGeometry(header.SubBufferSize, header.SubBufferCount);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"'{path}', offset 16: {exception.Message}", exception);
        }

        Expect(header.ControlOffset == MappedFileHeader.Page, 32, $"{MappedFileHeader.Page}", $"{header.ControlOffset}");
        long dataOffset = MappedFileHeader.DataOffsetOf(geometry);
        Expect(header.DataOffset == dataOffset, 40, $"{dataOffset}", $"{header.DataOffset}");
        long size = dataOffset + geometry.Size;
        Expect(header.FileSize == size, 48, $"{size}", $"{header.FileSize}");
        long length = RandomAccess.GetLength(file);
        if (length != size)
            throw new InvalidDataException($"'{path}' has {length} bytes; its header says {size}.");
        Expect(header.SubBufferHeaderSize >= 0 && header.SubBufferHeaderSize < geometry.SubBufferSize, 72, "the size of a header", $"{header.SubBufferHeaderSize}");
        Expect(header.Overwrites is 0 or 1, 76, "0 or 1", $"{header.Overwrites}");
        Expect(header.Framed is 0 or 1, 80, "0 or 1", $"{header.Framed}");
        Expect(header.TimeSize is 0 or 8, 84, "0 or 8", $"{header.TimeSize}");
        Expect(header.SingleWriter is 0 or 1, 88, "0 or 1", $"{header.SingleWriter}");
        var found = UuidOf(header);
        Expect(uuid is null || uuid == found, 56, $"{uuid}", $"{found}");
        return header;
    }

    public RecoveredControl ReadControl(in MappedFileHeader header)
    {
        RingControl control;
        ReadExactly(new Span<byte>(&control, sizeof(RingControl)), header.ControlOffset);
        long size = header.SubBufferSize * header.SubBufferCount;
        Expect(control.Consumed >= 0 && (control.Consumed & (header.SubBufferSize - 1)) == 0, header.ControlOffset + 128, "the position of a sub-buffer", $"{control.Consumed}");
        Expect(
            control.Reserved >= control.Consumed && control.Reserved - control.Consumed <= size,
            header.ControlOffset,
            $"a position from {control.Consumed} to {control.Consumed + size}",
            $"{control.Reserved}");
        var subBuffers = new List<RecoveredSubBuffer>();
        for (long start = control.Consumed; start < control.Reserved; start += header.SubBufferSize)
        {
            var subBuffer = ReadSubBuffer(header, control.Reserved, start);
            if (subBuffer.Records > 0 || subBuffer.CutOff > 0)
                subBuffers.Add(subBuffer);
        }

        return new RecoveredControl(control.Consumed, RingCounters.Read(&control), subBuffers);
    }

    public void ReadExactly(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
                throw new InvalidDataException($"'{path}' ends at offset {offset}, where {destination.Length} bytes more are expected.");
            destination = destination[read..];
            offset += read;
        }
    }

    private RecoveredSubBuffer ReadSubBuffer(in MappedFileHeader header, long reserved, long start)
    {
        SubBufferControl control;
        long index = start / header.SubBufferSize % header.SubBufferCount;
        long at = header.ControlOffset + RingControlSize.Ring + (index * RingControlSize.SubBuffer);
        ReadExactly(new Span<byte>(&control, sizeof(SubBufferControl)), at);
        long end = start + header.SubBufferSize;
        long used = control.End - start;
        long records = control.Records;
        long cutOff = 0;
        bool closed = control.Sealed == end;
        if (!closed)
        {
            long committed = (uint)control.Commit;
            records = control.Commit >> 32;
            Expect(committed <= header.SubBufferSize, at, $"at most {header.SubBufferSize} bytes", $"{committed}");
            if (committed < header.SubBufferSize)
            {
                // The end of this lap, if a writer has gone on to the next sub-buffer; else all that is reserved.
                bool ended = reserved >= end && control.End > start && control.End <= end;
                long extent = (ended ? control.End : Math.Min(reserved, end)) - start;
                (used, records, cutOff) = header.SingleWriter == 1
                    ? (committed, records, reserved < end ? Math.Max(0, extent - committed) : 0)
                    : FindRecords(header, start, extent, committed, records);
            }
        }

        Expect(used >= 0 && used <= header.SubBufferSize, at + 128, $"a position from {start} to {end}", $"{start + used}");
        Expect(records >= 0 && records <= used, at, $"at most {used} records", $"{records}");
        return new RecoveredSubBuffer(
            start, (int)used, closed, records, (int)cutOff, control.LostBefore, control.FirstTime, control.LastTime);
    }

    /// <summary>
    /// What is committed where several threads wrote: the sum of it does not say where it lies. Records with headers are
    /// looked for one by one; others can be told only if nothing is missing.
    /// </summary>
    private (long Used, long Records, long CutOff) FindRecords(in MappedFileHeader header, long start, long extent, long committed, long records)
    {
        if (header.Framed == 0)
            return committed == extent ? (extent, records, 0) : (0, 0, extent);
        byte[] bytes = new byte[extent];
        ReadExactly(bytes, header.DataOffset + (start & ((header.SubBufferSize * header.SubBufferCount) - 1)));
        var framed = new FramedRecords(bytes, start, header.SubBufferHeaderSize, header.TimeSize);
        long found = 0;
        while (framed.TryRead(out _))
            found++;
        return (framed.Offset, found, extent - framed.Offset + framed.Uncommitted);
    }

    private void Expect(bool holds, long offset, string expected, string found)
    {
        if (!holds)
            throw new InvalidDataException($"'{path}', offset {offset}: {found} where {expected} is expected.");
    }
}
