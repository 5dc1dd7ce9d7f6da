using System.Runtime.InteropServices;

namespace OProf.Buffers.Storage;

/// <summary>Zeroed native memory that begins at a page.</summary>
internal static unsafe class NativeBlock
{
    /// <summary>Bytes that a block is aligned to.</summary>
    public const int Alignment = 4096;

    /// <summary>Takes memory.</summary>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public static byte* Allocate(long bytes)
    {
        byte* block = (byte*)NativeMemory.AlignedAlloc(checked((nuint)bytes), Alignment);
        NativeMemory.Clear(block, (nuint)bytes);
        return block;
    }

    /// <summary>Gives memory back; nothing where it is null.</summary>
    public static void Free(byte* block) => NativeMemory.AlignedFree(block);
}
