using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// The fields of one scope of the event that a reader is at. They are read from the packet's bytes when asked for, by
/// their index in the scope's struct; what is handed out as a span is good until the reader moves on.
/// </summary>
public sealed class CtfFields
{
    private readonly PacketDecoder _decoder;
    private LayoutNode? _root;
    private ulong _begin;
    private ulong[] _places = [];

    internal CtfFields(PacketDecoder decoder) => _decoder = decoder;

    /// <summary>The scope's struct; null where the event has no such scope.</summary>
    public CtfStructType? Type => (CtfStructType?)_root?.Type;

    /// <summary>Number of fields.</summary>
    public int Count => _root?.Children.Length ?? 0;

    /// <summary>An unsigned integer, or an enumeration's value.</summary>
    /// <param name="index">Index of the field.</param>
    /// <exception cref="InvalidOperationException">The field is no integer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public ulong GetUInt64(int index)
    {
        var node = Node(index, LayoutKind.Integer);
        return _decoder.ReadInteger(node, Place(node, index));
    }

    /// <summary>A signed integer, or an enumeration's value.</summary>
    /// <param name="index">Index of the field.</param>
    /// <exception cref="InvalidOperationException">The field is no integer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public long GetInt64(int index) => (long)GetUInt64(index);

    /// <summary>A floating point number.</summary>
    /// <param name="index">Index of the field.</param>
    /// <exception cref="InvalidOperationException">The field is no floating point number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public double GetDouble(int index)
    {
        var node = Node(index, LayoutKind.Float);
        return _decoder.ReadFloat(node, Place(node, index));
    }

    /// <summary>The bytes of a string (without its NUL), of a text, or of an array or sequence of 8-bit integers.</summary>
    /// <param name="index">Index of the field.</param>
    /// <exception cref="InvalidOperationException">The field is none of these.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public ReadOnlySpan<byte> GetBytes(int index)
    {
        var node = Node(index);
        return node.IsText || node.IsBytes ? _decoder.ReadBytes(node, Place(node, index)) : throw NotA(node, "string, text or row of bytes");
    }

    /// <summary>The elements of an array or sequence of integers.</summary>
    /// <param name="index">Index of the field.</param>
    /// <param name="values">Takes as many as fit.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="InvalidOperationException">The field is no array or sequence of integers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public ulong GetIntegers(int index, Span<ulong> values)
    {
        var node = Node(index);
        return node.Kind is LayoutKind.Array or LayoutKind.Sequence && node.Children[0].Kind == LayoutKind.Integer
            ? _decoder.ReadIntegers(node, Place(node, index), values)
            : throw NotA(node, "array or sequence of integers");
    }

    /// <summary>Number of elements of an array or sequence.</summary>
    /// <param name="index">Index of the field.</param>
    /// <exception cref="InvalidOperationException">The field is neither.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public ulong GetLength(int index)
    {
        var node = Node(index);
        return node.Kind switch
        {
            LayoutKind.Array => node.Length,
            LayoutKind.Sequence => _decoder.Slot(node.Reference),
            _ => throw NotA(node, "array or sequence"),
        };
    }

    /// <summary>
    /// The integers that the scope begins with, at once: the cheapest way to read a struct of integers.
    /// </summary>
    /// <param name="values">Takes the values, by field.</param>
    /// <returns>How many it took: less than there is room for where a field of another kind comes.</returns>
    public int CopyIntegers(Span<ulong> values)
    {
        if (_root is null)
            return 0;
        var children = _root.Children;
        int count = Math.Min(values.Length, _root.FixedCount);
        for (int i = 0; i < count; i++)
        {
            var node = children[i];
            if (node.Kind != LayoutKind.Integer)
                return i;
            values[i] = _decoder.ReadInteger(node, _begin + _root.Offsets[i]);
        }

        return count;
    }

    /// <summary>All fields, decoded; null where the event has no such scope.</summary>
    public CtfStructValue? Decode()
    {
        if (_root is null)
            return null;
        var sink = new CtfValueSink();
        _decoder.Walk(_root, _begin, ref sink);
        return sink.Finish();
    }

    internal void Walk<TSink>(ref TSink sink)
        where TSink : struct, ICtfFieldSink
    {
        if (_root is not null)
            _decoder.Walk(_root, _begin, ref sink);
    }

    internal void Clear() => _root = null;

    internal ulong[] Begin(LayoutNode root, ulong begin)
    {
        _root = root;
        _begin = begin;
        if (_places.Length < root.Children.Length)
            _places = new ulong[root.Children.Length];
        return _places;
    }

    private LayoutNode Node(int index, LayoutKind kind)
    {
        var node = Node(index);
        return node.Kind == kind ? node : throw NotA(node, kind == LayoutKind.Integer ? "integer" : "floating point number");
    }

    private LayoutNode Node(int index)
    {
        var children = _root is null ? [] : _root.Children;
        return (uint)index < (uint)children.Length ? children[index] : throw new ArgumentOutOfRangeException(nameof(index));
    }

    private ulong Place(LayoutNode node, int index) => index < _root!.Offsets.Length
        ? _begin + _root.Offsets[index]
        : LayoutSizes.Align(_places[index], node.AlignmentMask);

    private static InvalidOperationException NotA(LayoutNode node, string what) => new($"The field '{node.Name}' is no {what}.");
}
