using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>Says the types of a trace's fields as those of data records.</summary>
internal static class PayloadTypes
{
    /// <summary>The type of a field; a <see cref="PayloadSink"/> packs its values so.</summary>
    internal static PayloadType Of(LayoutNode node) => node.Kind switch
    {
        LayoutKind.Integer => PayloadType.Integer(node.IsSigned, node.Size, BaseOf(node), LabelsOf(node)),
        LayoutKind.Float => PayloadType.Double,
        LayoutKind.String => PayloadType.Text,
        LayoutKind.Struct => PayloadType.Struct(FieldsOf(node)),
        LayoutKind.Variant => PayloadType.Choice(FieldsOf(node)),
        _ => node.IsText ? PayloadType.Text : node.IsBytes ? PayloadType.Bytes : PayloadType.Array(Of(node.Children[0])),
    };

    private static PayloadField[] FieldsOf(LayoutNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. node.Children.Select(child => new PayloadField(Unique(child.Name, names), Of(child)))];
    }

    /// <summary>
    /// A name that no field has yet. Two may be alike where one of them had an underscore before it, and, as PowerShell's
    /// dictionaries know no case, where they differ by case.
    /// </summary>
    internal static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int n = 2; !taken.Add(unique.ToUpperInvariant()); n++)
            unique = $"{name}_{n}";
        return unique;
    }

    private static int BaseOf(LayoutNode node) => node.Labels?.Container.Base ?? ((Metadata.CtfIntegerType)node.Type).Base;

    private static PayloadLabel[]? LabelsOf(LayoutNode node) =>
        node.Labels?.Mappings.Select(mapping => new PayloadLabel(mapping.Label, mapping.First, mapping.Last)).ToArray();
}
