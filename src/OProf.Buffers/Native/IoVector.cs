using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>struct iovec of linux/uio.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Address;
    public nuint Length;
}
