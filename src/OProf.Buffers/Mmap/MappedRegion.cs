using OProf.Buffers.Native;

namespace OProf.Buffers.Mmap;

/// <summary>A range of memory that is a part of a file, until it is disposed of.</summary>
internal sealed unsafe class MappedRegion : IDisposable
{
    private byte* _address;

    public MappedRegion(byte* address, long length)
    {
        _address = address;
        Length = length;
    }

    public byte* Address => _address != null ? _address : throw new ObjectDisposedException(nameof(MappedRegion));

    public long Length { get; }

    public void Dispose()
    {
        byte* address = _address;
        _address = null;
        if (address != null)
            _ = UnmapFile.Invoke((nint)address, (nuint)Length);
    }
}
