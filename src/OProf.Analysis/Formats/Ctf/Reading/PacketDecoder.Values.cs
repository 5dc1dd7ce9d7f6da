using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <content>Reads values at places that have been passed.</content>
internal sealed partial class PacketDecoder
{
    /// <summary>An integer's value; a signed one with its sign repeated to 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong ReadInteger(LayoutNode node, ulong position)
    {
        ulong value = Bits(node, position);
        return node.IsSigned ? BitField.SignExtend(value, node.Size) : value;
    }

    /// <summary>A floating point number's value.</summary>
    internal double ReadFloat(LayoutNode node, ulong position)
    {
        ulong bits = Bits(node, position);
        return node.Size == 32 ? BitConverter.UInt32BitsToSingle((uint)bits) : BitConverter.UInt64BitsToDouble(bits);
    }

    /// <summary>Bytes from a position that is a whole byte's; those that are not there are left out.</summary>
    internal ReadOnlySpan<byte> Bytes(ulong position, ulong count)
    {
        bool isInHead = position < _windowBegin;
        ulong begin = (isInHead ? position : position - _windowBegin) >> 3;
        ulong end = (isInHead ? _headEnd + 7 : _windowEnd - _windowBegin) >> 3;
        return begin > end ? default : (isInHead ? _head : _bytes).AsSpan((int)begin, (int)Math.Min(count, end - begin));
    }

    /// <summary>The bytes of a string, array or sequence of bytes; a text's up to its NUL.</summary>
    internal ReadOnlySpan<byte> ReadBytes(LayoutNode node, ulong position)
    {
        if (node.Kind == LayoutKind.String)
        {
            var rest = Bytes(position, ulong.MaxValue);
            int length = rest.IndexOf((byte)0);
            return length < 0 ? rest : rest[..length];
        }

        var bytes = Bytes(position, node.Kind == LayoutKind.Array ? node.Length : _slots[node.Reference]);
        int end = node.IsText ? bytes.IndexOf((byte)0) : -1;
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>The elements of an array or sequence of integers.</summary>
    /// <returns>How many there are; those that do not fit into the room are left out.</returns>
    internal ulong ReadIntegers(LayoutNode node, ulong position, Span<ulong> values)
    {
        var element = node.Children[0];
        ulong count = node.Kind == LayoutKind.Array ? node.Length : _slots[node.Reference];
        int taken = (int)Math.Min(count, (ulong)values.Length);
        if (element.Size == 64 && (position & 7) == 0 && element.AlignmentMask <= 63 && element.IsBigEndian != BitConverter.IsLittleEndian)
        {
            Bytes(position, (ulong)taken * sizeof(ulong)).CopyTo(MemoryMarshal.AsBytes(values));
            return count;
        }

        for (int i = 0; i < taken; i++)
        {
            position = LayoutSizes.Align(position, element.AlignmentMask);
            values[i] = ReadInteger(element, position);
            position += (ulong)element.Size;
        }

        return count;
    }

    // What lies before the window is the packet's head: an event begins in the window.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Bits(LayoutNode node, ulong position) => position >= _windowBegin
        ? BitField.Read(_bytes, position - _windowBegin, node.Size, node.IsBigEndian)
        : BitField.Read(_head, position, node.Size, node.IsBigEndian);
}
