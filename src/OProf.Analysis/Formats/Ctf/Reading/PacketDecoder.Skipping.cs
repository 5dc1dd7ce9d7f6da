using System.Runtime.CompilerServices;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <content>Passes over fields, and keeps the values that others refer to.</content>
internal sealed partial class PacketDecoder
{
    private readonly ulong[] _slots;
    private readonly bool[] _isSet;
    private readonly ulong[] _roles = new ulong[(int)FieldRole.Count];
    private bool _wasBigEndian;

    /// <summary>The stream's clock, in cycles.</summary>
    internal ulong Clock { get; set; }

    /// <summary>A bit for each role that a field had since the packet began.</summary>
    internal uint RolesSeen { get; private set; }

    /// <summary>Value of the last field of a role; 0 where there was none.</summary>
    internal ulong Role(FieldRole role) => Has(role) ? _roles[(int)role] : 0;

    /// <summary>Whether there was a field of a role.</summary>
    internal bool Has(FieldRole role) => (RolesSeen & (1u << (int)role)) != 0;

    /// <summary>Forgets a role's value.</summary>
    internal void Forget(FieldRole role) => RolesSeen &= ~(1u << (int)role);

    /// <summary>Length of a sequence that has been passed, or tag of a variant.</summary>
    internal ulong Slot(int slot) => _slots[slot];

    /// <summary>Takes some values from the work that the packet may make.</summary>
    internal bool Spend(ulong values)
    {
        _budget -= (long)Math.Min(values, long.MaxValue / 2);
        return _budget >= 0 || Fail(DecodeFault.TooManyFields, null, 0);
    }

    /// <summary>Passes over a scope, and notes where its fields are.</summary>
    /// <param name="root">The scope's struct; null for none.</param>
    /// <param name="fields">Notes the places.</param>
    /// <returns>False at a fault.</returns>
    internal bool Skip(LayoutNode? root, CtfFields fields)
    {
        if (root is null)
        {
            fields.Clear();
            return true;
        }

        _position = LayoutSizes.Align(_position, root.AlignmentMask);
        ulong[] places = fields.Begin(root, _position);
        if (!SkipPrefix(root))
            return false;
        var children = root.Children;
        for (int i = root.FixedCount; i < children.Length; i++)
        {
            places[i] = _position;
            if (!Skip(children[i]))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Reserve(ulong bits, LayoutNode node)
    {
        if (_position + bits <= _limit)
            return true;
        return Fail(_position + bits <= End ? DecodeFault.NeedMore : DecodeFault.BeyondContent, node, bits);
    }

    private bool SkipPrefix(LayoutNode node)
    {
        if (!Reserve(node.PrefixBits, node) || !KeepsByteOrder(node))
            return false;
        foreach (ref readonly var effect in node.Effects.AsSpan())
            Apply(effect.Node, ReadInteger(effect.Node, _position + effect.Offset));
        _position += node.PrefixBits;
        return true;
    }

    private bool Skip(LayoutNode node)
    {
        _position = LayoutSizes.Align(_position, node.AlignmentMask);
        switch (node.Kind)
        {
            case LayoutKind.Integer:
                if (!Reserve((ulong)node.Size, node) || !KeepsByteOrder(node))
                    return false;
                if (node.HasEffect)
                    Apply(node, ReadInteger(node, _position));
                _position += (ulong)node.Size;
                return true;
            case LayoutKind.Float:
                if (!Reserve((ulong)node.Size, node) || !KeepsByteOrder(node))
                    return false;
                _position += (ulong)node.Size;
                return true;
            case LayoutKind.String:
                if (!FindEnd(node, out int length))
                    return false;
                _position += ((ulong)length + 1) * 8;
                return true;
            case LayoutKind.Struct:
                if (!SkipPrefix(node))
                    return false;
                for (int i = node.FixedCount; i < node.Children.Length; i++)
                {
                    if (!Skip(node.Children[i]))
                        return false;
                }

                return true;
            case LayoutKind.Variant:
                return Option(node) is >= 0 and int option && Skip(node.Children[option]);
            case LayoutKind.Array:
                return SkipElements(node, node.Length);
            default:
                return Length(node, out ulong count) && SkipElements(node, count);
        }
    }

    private bool SkipElements(LayoutNode node, ulong count)
    {
        var element = node.Children[0];
        if (LayoutSizes.FixedBits(element, count) is { } bits)
        {
            bool isRow = node.IsText || node.IsBytes;
            if (!Reserve((ulong)bits, node) || (bits > 0 && !KeepsByteOrder(element)) || (!isRow && !Spend(LayoutSizes.Times(count, element.Values))))
                return false;
            _position += (ulong)bits;
            return true;
        }

        for (ulong i = 0; i < count; i++)
        {
            if (!Spend(element.Values) || !Skip(element))
                return false;
        }

        return true;
    }

    // A sequence's length, where that much can be left.
    private bool Length(LayoutNode node, out ulong count)
    {
        count = _slots[node.Reference];
        if (!_isSet[node.Reference])
            return Fail(DecodeFault.NoReference, node, 0);
        ulong least = LayoutSizes.Times(count, Math.Max(node.Children[0].LeastBits, 1));
        if (node.Children[0].LeastBits > 0 && (_position > End || least > End - _position))
            return Fail(DecodeFault.LengthBeyondContent, node, count);
        return true;
    }

    // The option that a variant's tag says; -1 at a fault.
    private int Option(LayoutNode node)
    {
        int option = _isSet[node.Reference] ? node.Selector!.Select(_slots[node.Reference]) : -1;
        if (option < 0)
        {
            Fail(_isSet[node.Reference] ? DecodeFault.NoOption : DecodeFault.NoReference, node, _slots[node.Reference]);
            return -1;
        }

        foreach (int slot in node.InnerSlots)
            _isSet[slot] = false;
        return option;
    }

    // Bytes of a string before its NUL.
    private bool FindEnd(LayoutNode node, out int length)
    {
        length = 0;
        if (_position >= _limit)
            return Fail(_limit < End ? DecodeFault.NeedMore : DecodeFault.Unterminated, node, 0);
        length = _bytes.AsSpan((int)((_position - _windowBegin) >> 3), (int)((_limit - _position) >> 3)).IndexOf((byte)0);
        return length >= 0 || Fail(_limit < End ? DecodeFault.NeedMore : DecodeFault.Unterminated, node, 0);
    }

    // Bits of one byte are counted from one end or from the other, not both.
    private bool KeepsByteOrder(LayoutNode node)
    {
        if (node.Order is not { } order)
            return true;
        if ((_position & 7) != 0 && order.First != _wasBigEndian)
            return Fail(DecodeFault.ByteOrderWithinByte, node, 0);
        _wasBigEndian = order.Last;
        return true;
    }

    private void Apply(LayoutNode node, ulong value)
    {
        if (node.Slot >= 0)
        {
            _slots[node.Slot] = value;
            _isSet[node.Slot] = true;
        }

        if (node.IsClock)
            Advance(value, node.Size);
        if (node.Role != FieldRole.None)
        {
            _roles[(int)node.Role] = value;
            RolesSeen |= 1u << (int)node.Role;
        }
    }

    /// <summary>
    /// Sets the low bits of the clock; where they would go back, the clock has wrapped around once (CTF 1.8.3, section 8;
    /// babeltrace2 does the same, for any field that is mapped to the clock).
    /// </summary>
    private void Advance(ulong value, int size)
    {
        if (size == 64)
        {
            Clock = value;
            return;
        }

        ulong mask = (1UL << size) - 1;
        value &= mask;
        if (value < (Clock & mask))
            Clock += mask + 1;
        Clock = (Clock & ~mask) | value;
    }
}
