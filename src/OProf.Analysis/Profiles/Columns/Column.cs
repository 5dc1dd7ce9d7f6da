using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>
/// A column of values that only grows. It grows by pieces, never by moving what it has, so that it takes at most one piece
/// more than its values, also while it grows.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a column.")]
public sealed class Column<T> : IReadOnlyList<T>
    where T : unmanaged
{
    private const int PieceBits = 16;
    private const int PieceLength = 1 << PieceBits;
    private const int FirstLength = 64;

    // Invariant: all pieces but the last are full; the first begins small, as most columns are.
    private T[][] _pieces = [[]];
    private int _pieceCount = 1;

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that it holds.</summary>
    public unsafe long Bytes => ((((long)_pieceCount - 1) * PieceLength) + _pieces[_pieceCount - 1].Length) * sizeof(T);

    /// <summary>A value by its index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _pieces[index >> PieceBits][index & (PieceLength - 1)];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
            yield return this[index];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Appends a value.</summary>
    /// <returns>Its index.</returns>
    internal int Add(T value)
    {
        int index = Count;
        int at = index & (PieceLength - 1);
        if (at == 0 && index != 0)
            AddPiece();
        ref var piece = ref _pieces[_pieceCount - 1];
        if (at == piece.Length)
            Array.Resize(ref piece, _pieceCount > 1 ? PieceLength : Math.Max(FirstLength, Math.Min(piece.Length * 2, PieceLength)));
        piece[at] = value;
        Count = index + 1;
        return index;
    }

    private void AddPiece()
    {
        if (_pieceCount == _pieces.Length)
            Array.Resize(ref _pieces, _pieceCount * 2);
        _pieces[_pieceCount++] = [];
    }
}
