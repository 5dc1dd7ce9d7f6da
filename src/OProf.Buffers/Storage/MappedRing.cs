using System.Runtime.InteropServices;
using OProf.Buffers.Native;

namespace OProf.Buffers.Storage;

/// <summary>The mapping of a ring's file, and how the file is made.</summary>
internal sealed unsafe class MappedRing : IDisposable
{
    private readonly nuint _length;

    private MappedRing(string path, byte* address, nuint length)
    {
        Path = path;
        Address = address;
        _length = length;
    }

    public string Path { get; }

    /// <summary>Start of the mapping; null once it is gone.</summary>
    public byte* Address { get; private set; }

    public MappedFileHeader* Header => (MappedFileHeader*)Address;

    public static MappedRing Create(string path, RingGeometry geometry, int cpu, Guid uuid)
    {
        long dataOffset = MappedFileHeader.DataOffsetOf(geometry);
        long length = checked(dataOffset + geometry.Size);
        int fd = Open.Invoke(path, Open.O_RDWR | Open.O_CREAT | Open.O_EXCL | Open.O_NOFOLLOW | Open.O_CLOEXEC, Open.OwnerOnly);
        if (fd < 0)
            throw FileError.Of($"The buffer file '{path}' cannot be made", Marshal.GetLastPInvokeError());
        try
        {
            // The mode of open is cut by the umask, never widened; a file that a reader refuses is of no use to anybody.
            if (Fchmod.Invoke(fd, Open.OwnerOnly) != 0)
                throw FileError.Of($"The permissions of the buffer file '{path}' cannot be set", Marshal.GetLastPInvokeError());
            Allocate(fd, path, length);
            nint address = MapFile.Invoke((nuint)length, MapFile.PROT_READ | MapFile.PROT_WRITE, MapFile.MAP_SHARED | MapFile.MAP_POPULATE, fd);
            if (address == MapFile.MAP_FAILED)
                throw FileError.Of($"The buffer file '{path}' of {length} bytes cannot be mapped", Marshal.GetLastPInvokeError());
            var ring = new MappedRing(path, (byte*)address, (nuint)length);
            ring.WriteHeader(geometry, cpu, uuid, dataOffset, length);
            return ring;
        }
        catch
        {
            _ = Unlink.Invoke(path);
            throw;
        }
        finally
        {
            _ = Close.Invoke(fd);
        }
    }

    public void Describe(in RingDescription description)
    {
        Header->SubBufferHeaderSize = description.SubBufferHeaderSize;
        Header->Overwrites = description.Overwrites ? 1 : 0;
        Header->Framed = description.IsFramed ? 1 : 0;
        Header->TimeSize = description.TimeSize;
        Header->SingleWriter = description.HasSingleWriter ? 1 : 0;

        // From here on the file is a ring.
        Volatile.Write(ref Header->Magic, MappedFileHeader.ExpectedMagic);
    }

    public void Dispose()
    {
        if (Address == null)
            return;
        _ = UnmapFile.Invoke((nint)Address, _length);
        Address = null;
    }

    private static void Allocate(int fd, string path, long length)
    {
        int error;
        do
            error = PosixFallocate.Invoke(fd, 0, checked((nint)length));
        while (error == Errno.EINTR);
        if (error != 0)
            throw FileError.Of($"The buffer file '{path}' needs {length} bytes on its disk", error);
    }

    private void WriteHeader(RingGeometry geometry, int cpu, Guid uuid, long dataOffset, long length)
    {
        Header->Version = MappedFileHeader.CurrentVersion;
        Header->Cpu = cpu;
        Header->SubBufferSize = geometry.SubBufferSize;
        Header->SubBufferCount = geometry.SubBufferCount;
        Header->ControlOffset = MappedFileHeader.Page;
        Header->DataOffset = dataOffset;
        Header->FileSize = length;
        uuid.TryWriteBytes(new Span<byte>(Header->Uuid, 16), bigEndian: true, out _);
    }
}
