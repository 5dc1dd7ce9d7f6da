using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;
using OProf.Capture.Native;

namespace OProf.Capture.Sync;

/// <summary>
/// Memory in large pages, where the kernel has them: a table that is hit all over would else need an address translation for nearly
/// every look-up, each a walk through memory of its own. Freed when nothing refers to it any more.
/// </summary>
/// <remarks>
/// Facts: transparent huge pages (Documentation/admin-guide/mm/transhuge.rst) are given to a range that is aligned to their size, and,
/// by the usual setting, asked for. Where they are not to be had, the memory is as any other.
/// </remarks>
internal sealed unsafe class LargePageMemory : CriticalFinalizerObject
{
    /// <summary>Bytes of a large page on x86-64, and on arm64 with pages of 4 KiB.</summary>
    public const int PageSize = 2 << 20;

    /// <summary>Allocates memory, all zero.</summary>
    /// <param name="size">Bytes; a multiple of <see cref="PageSize"/>, as less than a page would not be one.</param>
    /// <param name="isAsked">Whether the kernel is asked for large pages; else it is memory as any other, as what reads a file has it on all systems.</param>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public LargePageMemory(int size, bool isAsked)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, PageSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(size % PageSize, 0);
        Size = size;
        Address = NativeMemory.AlignedAlloc((nuint)size, PageSize);
        if (isAsked)
            _ = Madvise.Invoke((nint)Address, (nuint)size, Madvise.MADV_HUGEPAGE);
        Clear();
    }

    /// <summary>Frees it.</summary>
    ~LargePageMemory() => NativeMemory.AlignedFree(Address);

    /// <summary>Where it begins; whoever uses it keeps this object alive.</summary>
    public void* Address { get; }

    /// <summary>Its bytes.</summary>
    public int Size { get; }

    /// <summary>Sets all of it to zero.</summary>
    public void Clear() => NativeMemory.Clear(Address, (nuint)Size);
}
