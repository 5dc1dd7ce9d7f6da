namespace OProf.Analysis.Formats.Ctf.Reading;

/// <content>Hands the values of fields that have been passed to a sink.</content>
internal sealed partial class PacketDecoder
{
    /// <summary>Hands out a scope's fields.</summary>
    /// <param name="root">The scope's struct.</param>
    /// <param name="begin">Where it begins.</param>
    /// <param name="sink">Takes the values.</param>
    /// <remarks>
    /// The fields have been passed, so each of them is whole and in the window; only the values of those that others refer to
    /// are taken anew, as within an array they were another element's.
    /// </remarks>
    internal void Walk<TSink>(LayoutNode root, ulong begin, ref TSink sink)
        where TSink : struct, ICtfFieldSink
    {
        ulong position = begin;
        foreach (var child in root.Children)
            Walk(child, child.Name, ref position, ref sink);
    }

    private void Walk<TSink>(LayoutNode node, string name, ref ulong position, ref TSink sink)
        where TSink : struct, ICtfFieldSink
    {
        position = LayoutSizes.Align(position, node.AlignmentMask);
        switch (node.Kind)
        {
            case LayoutKind.Integer:
                ulong value = ReadInteger(node, position);
                position += (ulong)node.Size;
                if (node.Slot >= 0)
                {
                    _slots[node.Slot] = value;
                    _isSet[node.Slot] = true;
                }

                sink.Integer(name, node, value);
                return;
            case LayoutKind.Float:
                sink.Float(name, node, ReadFloat(node, position));
                position += (ulong)node.Size;
                return;
            case LayoutKind.String:
                var text = ReadBytes(node, position);
                sink.Text(name, node, text);
                position += ((ulong)text.Length + 1) * 8;
                return;
            case LayoutKind.Struct:
                sink.BeginStruct(name, node);
                foreach (var child in node.Children)
                    Walk(child, child.Name, ref position, ref sink);
                sink.EndStruct();
                return;
            case LayoutKind.Variant:
                int option = Option(node);
                sink.BeginChoice(name, node, option);
                Walk(node.Children[option], node.Children[option].Name, ref position, ref sink);
                sink.EndChoice();
                return;
            default:
                WalkElements(node, name, ref position, ref sink);
                return;
        }
    }

    private void WalkElements<TSink>(LayoutNode node, string name, ref ulong position, ref TSink sink)
        where TSink : struct, ICtfFieldSink
    {
        ulong count = node.Kind == LayoutKind.Array ? node.Length : _slots[node.Reference];
        if (node.IsText || node.IsBytes)
        {
            var bytes = ReadBytes(node, position);
            if (node.IsText)
                sink.Text(name, node, bytes);
            else
                sink.Bytes(name, node, bytes);
            position += count * 8;
            return;
        }

        var element = node.Children[0];
        sink.BeginArray(name, node, count);
        for (ulong i = 0; i < count; i++)
            Walk(element, "", ref position, ref sink);
        sink.EndArray();
    }
}
