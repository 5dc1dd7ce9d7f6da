namespace OProf.Analysis.Profiles.Columns;

/// <summary>Numbers by numbers, of which whole ranges may not occur: only pieces that do take memory. 0 is what is not there.</summary>
internal sealed class NumberMap
{
    private const int PieceBits = 12;
    private int[]?[] _pieces = new int[16][];

    internal int this[int number]
    {
        get
        {
            int piece = number >> PieceBits;
            return (uint)piece < (uint)_pieces.Length && _pieces[piece] is { } values ? values[number & ((1 << PieceBits) - 1)] : 0;
        }

        set
        {
            int piece = number >> PieceBits;
            if (piece >= _pieces.Length)
                Array.Resize(ref _pieces, Math.Max(piece + 1, _pieces.Length * 2));
            (_pieces[piece] ??= new int[1 << PieceBits])[number & ((1 << PieceBits) - 1)] = value;
        }
    }
}
