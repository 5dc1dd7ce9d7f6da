using System.Runtime.CompilerServices;

namespace OProf.Buffers.Storage;

/// <summary>A ring in one block of native memory. To be disposed of by its owner, once.</summary>
public readonly unsafe struct FlatArray : IRingStorage
{
    private readonly byte* _data;
    private readonly byte* _control;

    /// <summary>Takes the memory, zeroed.</summary>
    /// <exception cref="OutOfMemoryException">There is none.</exception>
    public FlatArray(RingGeometry geometry)
    {
        Geometry = geometry;
        _data = NativeBlock.Allocate(geometry.Size);
        try
        {
            _control = NativeBlock.Allocate(RingControlSize.Of(geometry));
        }
        catch
        {
            NativeBlock.Free(_data);
            throw;
        }
    }

    /// <inheritdoc/>
    public static bool IsContiguous => true;

    /// <inheritdoc/>
    public RingGeometry Geometry { get; }

    /// <inheritdoc/>
    public byte* Control => _control;

    /// <inheritdoc/>
    public int PageSize => Geometry.SubBufferSize;

    /// <summary>Does nothing: the memory goes with the process.</summary>
    public void Describe(in RingDescription description)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForWrite(long offset, out long contiguous)
    {
        contiguous = Geometry.Size - offset;
        return _data + offset;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForRead(long offset, out long contiguous) => ForWrite(offset, out contiguous);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ForHeader(long offset, out long contiguous) => ForWrite(offset, out contiguous);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeBlock.Free(_data);
        NativeBlock.Free(_control);
    }
}
