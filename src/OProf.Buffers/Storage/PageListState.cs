using System.Runtime.InteropServices;

namespace OProf.Buffers.Storage;

/// <summary>Which pages of a <see cref="PageList"/> were used last: addresses of their links. The writers', the reader's and the headers' apart.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct PageListState
{
    [FieldOffset(0)]
    public nint Write;

    [FieldOffset(128)]
    public nint Read;

    [FieldOffset(256)]
    public nint EvenHeader;

    [FieldOffset(264)]
    public nint OddHeader;

    [FieldOffset(384)]
    public long FarAccesses;
}
