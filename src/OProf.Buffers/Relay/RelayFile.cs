using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Buffers.Native;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>The file that the sub-buffers of one CPU go to: one packet behind the other, each a multiple of eight bytes.</summary>
public sealed unsafe class RelayFile : IDisposable
{
    private const int Alignment = 8;
    private static readonly byte[] Zeros = GC.AllocateArray<byte>(Alignment, pinned: true);

    private readonly IoVector[] _pieces = GC.AllocateArray<IoVector>(Pwritev.MaxPieces, pinned: true);
    private int _fd;

    private RelayFile(string path, int fd)
    {
        Path = path;
        _fd = fd;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes written, which are whole packets.</summary>
    public long Length { get; private set; }

    /// <summary>Packets written.</summary>
    public long Packets { get; private set; }

    /// <summary>Makes an empty file that its owner alone may read and write (0600).</summary>
    /// <param name="path">Where; nothing may be there, also no symbolic link.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static RelayFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int fd = Open.Invoke(path, Open.O_WRONLY | Open.O_CREAT | Open.O_EXCL | Open.O_NOFOLLOW | Open.O_CLOEXEC, Open.OwnerOnly);
        if (fd < 0)
            throw FileError.Of($"The file '{path}' cannot be made", Marshal.GetLastPInvokeError());
        return new RelayFile(path, fd);
    }

    /// <summary>
    /// Writes the sub-buffer that a buffer's consumer holds, straight from its pages in one gathered write: the bytes used,
    /// and zeros up to a multiple of eight.
    /// </summary>
    /// <exception cref="RelayWriteException">Not all of it could be written; nothing of it is left in the file.</exception>
    public void Write<TStorage, TMode>(RelayBuffer<TStorage, TMode> buffer, in SubBuffer subBuffer)
        where TStorage : struct, IRingStorage
        where TMode : struct, IWriteMode
    {
        ArgumentNullException.ThrowIfNull(buffer);
        long at = Length;
        int count = 0;
        for (int offset = 0; offset < subBuffer.Used;)
        {
            // Room is left for the padding.
            if (count == _pieces.Length - 1)
            {
                WriteOut(count, ref at);
                count = 0;
            }

            // Native memory, or pinned: it stays where it is.
            var piece = buffer.Bytes(offset);
            Put(count++, piece);
            offset += piece.Length;
        }

        int padding = -subBuffer.Used & (Alignment - 1);
        if (padding != 0)
            Put(count++, Zeros.AsSpan(0, padding));
        WriteOut(count, ref at);
        Length = at;
        Packets++;
    }

    /// <summary>Writes a packet from memory, with zeros up to a multiple of eight bytes. Nothing is no packet.</summary>
    /// <exception cref="RelayWriteException">Not all of it could be written; nothing of it is left in the file.</exception>
    public void Write(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
            return;
        long at = Length;
        fixed (byte* start = packet)
        {
            Put(0, new ReadOnlySpan<byte>(start, packet.Length));
            Put(1, Zeros.AsSpan(0, -packet.Length & (Alignment - 1)));
            WriteOut(2, ref at);
        }

        Length = at;
        Packets++;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        int fd = Interlocked.Exchange(ref _fd, -1);
        if (fd >= 0)
            _ = Close.Invoke(fd);
    }

    private void Put(int index, ReadOnlySpan<byte> piece) => _pieces[index] = new IoVector
    {
        Address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(piece)),
        Length = (nuint)piece.Length,
    };

    private void WriteOut(int count, ref long at)
    {
        ObjectDisposedException.ThrowIf(_fd < 0, this);
        int first = 0;
        while (first < count)
        {
            nint written = Pwritev.Invoke(_fd, (IoVector*)Unsafe.AsPointer(ref _pieces[first]), count - first, checked((nint)at));
            if (written <= 0)
            {
                // Zero bytes of something say nothing of the cause; only a full device does so.
                int errno = written < 0 ? Marshal.GetLastPInvokeError() : Errno.ENOSPC;
                if (errno == Errno.EINTR)
                    continue;
                _ = Ftruncate.Invoke(_fd, checked((nint)Length));
                throw new RelayWriteException(Path, Length, Packets, Errno.IsFull(errno), Errno.Describe(errno), errno);
            }

            at += written;
            while (first < count && (nuint)written >= _pieces[first].Length)
                written -= (nint)_pieces[first++].Length;
            if (written > 0)
            {
                _pieces[first].Address += written;
                _pieces[first].Length -= (nuint)written;
            }
        }
    }
}
