using OProf.Buffers.Mmap;
using OProf.Capture.Native;

namespace OProf.Capture.Sources.PerfEvents.Rings;

/// <summary>The mapping of one CPU's kernel ring.</summary>
internal sealed unsafe class KernelRing : IDisposable
{
    private readonly nuint _length;
    private nint _address;

    private KernelRing(int cpu, int fd, nint address, nuint length, PerfRingReader reader)
    {
        Cpu = cpu;
        Fd = fd;
        _address = address;
        _length = length;
        Reader = reader;
    }

    public int Cpu { get; }

    /// <summary>The event that the ring belongs to; not closed here.</summary>
    public int Fd { get; }

    public PerfRingReader Reader { get; }

    /// <summary>Maps the ring of an event.</summary>
    /// <param name="cpu">The event's CPU.</param>
    /// <param name="fd">The event.</param>
    /// <param name="dataSize">Bytes of data; a power of two of at least a page.</param>
    /// <returns>The ring, or null and errno.</returns>
    public static KernelRing? TryMap(int cpu, int fd, long dataSize)
    {
        int page = Environment.SystemPageSize;
        nuint length = (nuint)(dataSize + page);
        nint address = Mmap.Invoke(length, Mmap.PROT_READ | Mmap.PROT_WRITE, Mmap.MAP_SHARED, fd, 0);
        if (address == Mmap.MAP_FAILED)
            return null;
        var start = (byte*)address;
        return new KernelRing(cpu, fd, address, length, new PerfRingReader(start, start + page, (ulong)dataSize));
    }

    public void Dispose()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
            _ = Munmap.Invoke(address, _length);
    }
}
