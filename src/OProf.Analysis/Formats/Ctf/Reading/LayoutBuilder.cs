using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Makes a trace's layout: a node for each place where a type is used, with references resolved there. A path is looked up
/// in the structs around the field, from the innermost outwards, then in the scopes before this one; one that begins with
/// a scope's prefix, in that scope (CTF 1.8.3, section 7.3.2; babeltrace2 looks up the same way).
/// </summary>
internal sealed class LayoutBuilder
{
    /// <summary>Most nodes of a trace: some 200 bytes each.</summary>
    private const int MaxNodes = 500_000;

    private static readonly string[] s_prefixes =
        ["trace.packet.header.", "stream.packet.context.", "stream.event.header.", "stream.event.context.", "event.context.", "event.fields."];

    private readonly CtfMetadata _metadata;
    private readonly string _file;
    private readonly LayoutNode?[] _roots = new LayoutNode?[s_prefixes.Length];
    private readonly List<Frame> _frames = [];
    private readonly List<LayoutNode> _structs = [];
    private readonly List<LayoutNode> _variants = [];
    private CtfScope _scope;
    private CtfClock? _clock;
    private bool _mapsTimestamps;
    private int _nodes;
    private int _slots;

    private LayoutBuilder(CtfMetadata metadata, string file)
    {
        _metadata = metadata;
        _file = file;
    }

    // A struct, variant, array or sequence that is being built, and the child that is: those before it are done.
    private sealed record Frame(LayoutNode Node, CtfType Type)
    {
        internal List<LayoutNode> Done { get; } = [];

        internal string? Current { get; set; }
    }

    /// <summary>Makes the layout.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="file">Its file, for errors.</param>
    /// <exception cref="TsdlException">A tag or length refers to nothing that can be one, or there are too many fields.</exception>
    internal static TraceLayout Build(CtfMetadata metadata, string file) => new LayoutBuilder(metadata, file).Build();

    private TraceLayout Build()
    {
        var trace = new TraceLayout(_metadata);
        trace.PacketHeader = Root(CtfScope.PacketHeader, _metadata.PacketHeader);
        trace.UuidIndex = _metadata.PacketHeader?.IndexOf("uuid") ?? -1;
        if (trace.UuidIndex >= 0 && trace.PacketHeader!.Children[trace.UuidIndex] is not { Kind: LayoutKind.Array, Length: 16, FixedBits: 128 })
            trace.UuidIndex = -1;
        foreach (var stream in _metadata.Streams)
        {
            _clock = StreamClock.Of(_metadata, stream, out _mapsTimestamps);
            var layout = new StreamLayout(stream, _clock)
            {
                PacketContext = Root(CtfScope.PacketContext, stream.PacketContext),
                EventHeader = Root(CtfScope.EventHeader, stream.EventHeader),
                EventContext = Root(CtfScope.StreamContext, stream.EventContext),
            };
            foreach (var kind in stream.Events)
                layout.Add(new EventLayout(kind, Root(CtfScope.EventContext, kind.Context), Root(CtfScope.Payload, kind.Payload)));
            trace.Add(layout);
        }

        // Whether a field is referred to is known only now.
        foreach (var variant in _variants)
            variant.InnerSlots = [.. variant.Children.SelectMany(SlotsIn)];
        foreach (var built in _structs)
            LayoutSizes.SetEffects(built);
        trace.SlotCount = _slots;
        return trace;
    }

    private LayoutNode? Root(CtfScope scope, CtfStructType? type)
    {
        // The scopes behind this one are another event's or stream's.
        for (int i = (int)scope; i < _roots.Length; i++)
            _roots[i] = null;
        if (type is null)
            return null;
        _scope = scope;
        return _roots[(int)scope] = Node(type, "", "");
    }

    private LayoutNode Node(CtfType type, string name, string declaredName)
    {
        if (++_nodes > MaxNodes)
            throw new TsdlException(_file, 1, 1, $"metadata of at most {MaxNodes} fields", "more");
        switch (type)
        {
            case CtfIntegerType integer:
                return Integer(integer, null, name, declaredName);
            case CtfEnumType labels:
                return Integer(labels.Container, labels, name, declaredName);
            case CtfFloatType number:
                return new LayoutNode(name, declaredName, type, LayoutKind.Float)
                {
                    Size = number.Size,
                    IsBigEndian = number.ByteOrder == CtfByteOrder.BigEndian,
                    Order = (number.ByteOrder == CtfByteOrder.BigEndian, number.ByteOrder == CtfByteOrder.BigEndian),
                    FixedBits = number.Size,
                    LeastBits = (ulong)number.Size,
                };
            case CtfStringType:
                return new LayoutNode(name, declaredName, type, LayoutKind.String) { LeastBits = 8, IsText = true };
            case CtfStructType structure:
                return Compound(new LayoutNode(name, declaredName, type, LayoutKind.Struct), structure.Fields);
            case CtfVariantType variant:
                return Variant(variant, name, declaredName);
            case CtfArrayType array:
                var node = new LayoutNode(name, declaredName, type, LayoutKind.Array) { Length = array.Length, IsText = array.IsText };
                return Repeated(node, array.Element);
            default:
                var sequence = (CtfSequenceType)type;
                var length = Find(sequence.Length);
                if (length is not { Kind: LayoutKind.Integer, IsSigned: false })
                    throw Error(sequence.LengthPlace, "the path of an unsigned integer that comes before", sequence.Length);
                var repeated = new LayoutNode(name, declaredName, type, LayoutKind.Sequence) { Reference = SlotOf(length), IsText = sequence.IsText };
                return Repeated(repeated, sequence.Element);
        }
    }

    private LayoutNode Integer(CtfIntegerType type, CtfEnumType? labels, string name, string declaredName)
    {
        var role = LayoutRoles.Of(_scope, _frames.Count, name);
        bool isTimestamp = _mapsTimestamps && _clock is not null && LayoutRoles.IsTimestamp(_scope, name);
        return new LayoutNode(name, declaredName, type, LayoutKind.Integer)
        {
            Labels = labels,
            Size = type.Size,
            IsSigned = type.IsSigned,
            IsBigEndian = type.ByteOrder == CtfByteOrder.BigEndian,
            Order = (type.ByteOrder == CtfByteOrder.BigEndian, type.ByteOrder == CtfByteOrder.BigEndian),
            FixedBits = type.Size,
            LeastBits = (ulong)type.Size,
            Role = role,

            // The end of a packet is read before its events, whose time it must not touch.
            IsClock = role != FieldRole.TimeEnd && _clock is not null && (type.Clock == _clock || (type.Clock is null && isTimestamp)),
        };
    }

    private LayoutNode Compound(LayoutNode node, IReadOnlyList<CtfField> fields)
    {
        var frame = new Frame(node, node.Type);
        _frames.Add(frame);
        foreach (var field in fields)
        {
            frame.Current = field.DeclaredName;
            frame.Done.Add(Node(field.Type, field.Name, field.DeclaredName));
        }

        _frames.RemoveAt(_frames.Count - 1);
        node.Children = [.. frame.Done];
        if (node.Kind == LayoutKind.Struct)
        {
            LayoutSizes.SetStruct(node);
            _structs.Add(node);
        }

        return node;
    }

    private LayoutNode Variant(CtfVariantType type, string name, string declaredName)
    {
        var tag = type.Tag is null ? null : Find(type.Tag);
        if (tag?.Labels is null)
            throw Error(type.TagPlace, "the path of an enumeration that comes before, as a variant's tag", type.Tag ?? "none");
        var node = new LayoutNode(name, declaredName, type, LayoutKind.Variant)
        {
            Reference = SlotOf(tag),
            Selector = new VariantSelector(tag.Labels, type),
        };
        Compound(node, type.Options);
        node.LeastBits = node.Children.Min(option => option.LeastBits);
        node.Values = 1 + node.Children.Max(option => option.Values);
        _variants.Add(node);
        return node;
    }

    private LayoutNode Repeated(LayoutNode node, CtfType elementType)
    {
        var frame = new Frame(node, node.Type);
        _frames.Add(frame);
        var element = Node(elementType, "", "");
        _frames.RemoveAt(_frames.Count - 1);
        node.Children = [element];
        node.IsBytes = !node.IsText && element is { Kind: LayoutKind.Integer, Size: 8, AlignmentMask: 7, IsSigned: false, Labels: null };
        if (node.Kind == LayoutKind.Array)
        {
            node.LeastBits = LayoutSizes.Times(node.Length, element.LeastBits);
            if (!node.IsText && !node.IsBytes)
                node.Values += LayoutSizes.Times(node.Length, element.Values);
            if (LayoutSizes.FixedBits(element, node.Length) is { } bits)
            {
                node.FixedBits = bits;
                node.Order = node.Length > 0 ? element.Order : null;
            }
        }

        return node;
    }

    private LayoutNode? Find(string path)
    {
        for (int scope = 0; scope < s_prefixes.Length; scope++)
        {
            if (!path.StartsWith(s_prefixes[scope], StringComparison.Ordinal))
                continue;
            string[] rest = path[s_prefixes[scope].Length..].Split('.');
            if (scope == (int)_scope)
                return Down(0, rest);
            return scope < (int)_scope && _roots[scope] is { } root ? Down(root, rest) : null;
        }

        string[] names = path.Split('.');
        for (int i = _frames.Count - 1; i >= 0; i--)
        {
            if (Down(i, names) is { } found)
                return found;
        }

        for (int scope = (int)_scope - 1; scope >= 0; scope--)
        {
            if (_roots[scope] is { } root && Down(root, names) is { } found)
                return found;
        }

        return null;
    }

    // Down a path from a struct or variant that is being built.
    private LayoutNode? Down(int frame, ReadOnlySpan<string> names)
    {
        for (; frame < _frames.Count; frame++)
        {
            var at = _frames[frame];
            if (at.Node.Kind is not (LayoutKind.Struct or LayoutKind.Variant) || names.IsEmpty)
                return null;
            string name = names[0];
            if (at.Node.Kind == LayoutKind.Struct && at.Done.Find(child => child.DeclaredName == name) is { } done)
                return names.Length == 1 ? done : Down(done, names[1..]);
            if (at.Current != name)
                return null;
            names = names[1..];
        }

        return null;
    }

    private static LayoutNode? Down(LayoutNode node, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (node.Kind is not (LayoutKind.Struct or LayoutKind.Variant))
                return null;
            var child = Array.Find(node.Children, child => child.DeclaredName == name);
            if (child is null)
                return null;
            node = child;
        }

        return node;
    }

    private int SlotOf(LayoutNode node)
    {
        if (node.Slot < 0)
            node.Slot = _slots++;
        return node.Slot;
    }

    private static IEnumerable<int> SlotsIn(LayoutNode node) => node.Kind switch
    {
        LayoutKind.Integer => node.Slot >= 0 ? [node.Slot] : [],
        _ => node.Children.SelectMany(SlotsIn),
    };

    private TsdlException Error(TsdlToken place, string expected, string found) => new(_file, place.Line, place.Column, expected, $"'{found}'");
}
