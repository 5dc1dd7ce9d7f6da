using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>struct epoll_event (sys/epoll.h). The kernel packs it to 12 bytes on x86-64 only; elsewhere it is 16.</summary>
/// <param name="Events">EPOLLIN and its like.</param>
/// <param name="Data">What was given to epoll_ctl for this descriptor.</param>
internal readonly record struct EpollEvent(uint Events, ulong Data)
{
    public const uint EPOLLIN = 0x001;
    public const uint EPOLLERR = 0x008;
    public const uint EPOLLHUP = 0x010;

    private static readonly int DataOffset =
        RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    /// <summary>Bytes of one event as the kernel has it.</summary>
    public static readonly int NativeSize = DataOffset + sizeof(ulong);

    /// <summary>The event at the start of what the kernel wrote.</summary>
    public static EpollEvent ReadFrom(ReadOnlySpan<byte> native) =>
        new(MemoryMarshal.Read<uint>(native), MemoryMarshal.Read<ulong>(native[DataOffset..]));

    /// <summary>Writes the event as the kernel reads it.</summary>
    public void WriteTo(Span<byte> native)
    {
        native[..NativeSize].Clear();
        MemoryMarshal.Write(native, Events);
        MemoryMarshal.Write(native[DataOffset..], Data);
    }
}
