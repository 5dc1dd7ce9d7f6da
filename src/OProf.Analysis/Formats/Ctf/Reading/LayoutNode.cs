using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// A field at its place: its type, and what it refers to there. One sealed class for all kinds, so that reading is a switch
/// and no virtual call. Sizes and offsets are in bits.
/// </summary>
internal sealed class LayoutNode
{
    /// <summary>A size that depends on the packet's content.</summary>
    internal const long Variable = -1;

    internal LayoutNode(string name, string declaredName, CtfType type, LayoutKind kind)
    {
        Name = name;
        DeclaredName = declaredName;
        Type = type;
        Kind = kind;
        AlignmentMask = type.Alignment - 1;
    }

    internal string Name { get; }

    internal string DeclaredName { get; }

    internal CtfType Type { get; }

    /// <summary>Labels of an integer's values; null where it has none.</summary>
    internal CtfEnumType? Labels { get; init; }

    internal readonly LayoutKind Kind;

    internal readonly ulong AlignmentMask;

    /// <summary>Size of an integer or floating point number.</summary>
    internal int Size;

    internal bool IsSigned;

    internal bool IsBigEndian;

    /// <summary>Whether it is an array or sequence of characters.</summary>
    internal bool IsText;

    /// <summary>Whether it is an array or sequence of bytes that have no meaning as characters.</summary>
    internal bool IsBytes;

    /// <summary>Whether it holds the value, or the low bits, of the stream's clock.</summary>
    internal bool IsClock;

    internal FieldRole Role;

    /// <summary>Where its value is kept for those that refer to it; -1 for nowhere.</summary>
    internal int Slot = -1;

    /// <summary>Slot of a sequence's length or a variant's tag.</summary>
    internal int Reference = -1;

    /// <summary>Fields, options, or the one element.</summary>
    internal LayoutNode[] Children = [];

    /// <summary>Length of an array.</summary>
    internal ulong Length;

    /// <summary>Option of each tag value; for variants.</summary>
    internal VariantSelector? Selector;

    /// <summary>Slots within a variant's options: they have no value until the option is taken.</summary>
    internal int[] InnerSlots = [];

    /// <summary>Fewest bits that it takes; saturating.</summary>
    internal ulong LeastBits;

    /// <summary>Values in it, itself included; those of sequences not, and of a variant those of its largest option. Saturating.</summary>
    internal ulong Values = 1;

    /// <summary>Byte order of its first and last bits, where it has a fixed size; null where it has none.</summary>
    internal (bool First, bool Last)? Order;

    /// <summary>Bits that it takes from its aligned begin, or <see cref="Variable"/>.</summary>
    internal long FixedBits = Variable;

    /// <summary>
    /// A struct's fields whose begin, counted from the struct's, never changes: the offsets. Those before
    /// <see cref="FixedCount"/> have a fixed size too, and all of them together take <see cref="PrefixBits"/>.
    /// </summary>
    internal ulong[] Offsets = [];

    internal int FixedCount;

    internal ulong PrefixBits;

    /// <summary>The fields within a struct's prefix that others refer to, or that mean something to the reader.</summary>
    internal LayoutEffect[] Effects = [];

    internal bool HasEffect => Slot >= 0 || IsClock || Role != FieldRole.None;
}
