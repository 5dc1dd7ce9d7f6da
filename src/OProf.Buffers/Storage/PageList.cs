using System.Runtime.CompilerServices;

namespace OProf.Buffers.Storage;

/// <summary>
/// A ring of pages of native memory. Link and offset of a page lie outside of it, so that a page can be handed to I/O as it
/// is. To be disposed of by its owner, once.
/// </summary>
/// <remarks>
/// Writing, reading, and the headers of even and of odd sub-buffers each remember the page used last, from which the next
/// is looked for along the links; a step forward moves the memory, a step back does not, since it is a rare look at what
/// lies behind. A memory is only where the search begins: whatever it holds, the page is found by its offset, so threads
/// share it without a lock.
/// </remarks>
public readonly unsafe struct PageList : IRingStorage
{
    /// <summary>Bytes of a page, where a sub-buffer is not smaller.</summary>
    public const int DefaultPageSize = 4096;

    private readonly PageListState* _state;
    private readonly PageLink* _links;
    private readonly byte* _control;
    private readonly long _pageMask;

    /// <summary>Takes the memory, zeroed, a page at a time.</summary>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public PageList(RingGeometry geometry)
    {
        Geometry = geometry;
        PageSize = Math.Min(DefaultPageSize, geometry.SubBufferSize);
        _pageMask = PageSize - 1;
        long count = geometry.Size / PageSize;
        _state = (PageListState*)NativeBlock.Allocate(sizeof(PageListState));
        try
        {
            _control = NativeBlock.Allocate(RingControlSize.Of(geometry));
            _links = (PageLink*)NativeBlock.Allocate(checked(count * sizeof(PageLink)));
            for (long i = 0; i < count; i++)
            {
                _links[i] = new PageLink
                {
                    Address = NativeBlock.Allocate(PageSize),
                    Offset = i * PageSize,
                    Next = _links + ((i + 1) % count),
                    Previous = _links + ((i + count - 1) % count),
                };
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _state->Write = _state->Read = _state->EvenHeader = _state->OddHeader = (nint)_links;
    }

    /// <inheritdoc/>
    public static bool IsContiguous => false;

    /// <inheritdoc/>
    public RingGeometry Geometry { get; }

    /// <inheritdoc/>
    public byte* Control => _control;

    /// <inheritdoc/>
    public int PageSize { get; }

    /// <summary>
    /// How often a page was looked for more than one page away from the one used last. It says that a ring is used in an
    /// order this storage is slow at; it is no error.
    /// </summary>
    public long FarAccesses => Volatile.Read(ref _state->FarAccesses);

    /// <summary>Does nothing: the memory goes with the process.</summary>
    public void Describe(in RingDescription description)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForWrite(long offset, out long contiguous) => Locate(ref _state->Write, offset, out contiguous);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForRead(long offset, out long contiguous) => Locate(ref _state->Read, offset, out contiguous);

    /// <inheritdoc/>
    public byte* ForHeader(long offset, out long contiguous)
    {
        ref nint memory = ref (offset & Geometry.SubBufferSize) == 0 ? ref _state->EvenHeader : ref _state->OddHeader;

        // A header that is new lies where is being written.
        var page = (PageLink*)Volatile.Read(ref memory);
        if (offset < page->Offset || offset - page->Offset >= PageSize)
            Volatile.Write(ref memory, Volatile.Read(ref _state->Write));
        return Locate(ref memory, offset, out contiguous);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_links != null)
        {
            for (long i = 0; i < Geometry.Size / PageSize; i++)
                NativeBlock.Free(_links[i].Address);
        }

        NativeBlock.Free((byte*)_links);
        NativeBlock.Free(_control);
        NativeBlock.Free((byte*)_state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Locate(ref nint memory, long offset, out long contiguous)
    {
        var page = (PageLink*)Volatile.Read(ref memory);
        long within = offset - page->Offset;
        if ((ulong)within > (ulong)_pageMask)
        {
            page = Search(ref memory, page, offset);
            within = offset - page->Offset;
        }

        contiguous = PageSize - within;
        return page->Address + within;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PageLink* Search(ref nint memory, PageLink* page, long offset)
    {
        // The shorter way around; at exactly half of the ring forward, because then the page is remembered.
        long wanted = offset & ~_pageMask;
        long distance = (wanted - page->Offset) & (Geometry.Size - 1);
        bool forward = distance <= Geometry.Size / 2;
        long steps = 0;
        for (; page->Offset != wanted; steps++)
            page = forward ? page->Next : page->Previous;
        if (forward)
            Volatile.Write(ref memory, (nint)page);
        if (steps > 1)
            Interlocked.Increment(ref _state->FarAccesses);
        return page;
    }
}
