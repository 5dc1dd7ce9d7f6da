using System.Text;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Makes objects of fields.</summary>
internal struct CtfValueSink : ICtfFieldSink
{
    // What is being filled: lists of fields and lists of elements, the innermost last.
    private readonly List<(string Name, List<KeyValuePair<string, object>>? Fields, List<object>? Elements)> _open = [("", [], null)];

    public CtfValueSink()
    {
    }

    internal readonly CtfStructValue Finish() => new(_open[0].Fields!);

    public readonly void BeginStruct(string name, LayoutNode node) => _open.Add((name, new(node.Children.Length), null));

    public readonly void EndStruct()
    {
        var (name, fields, _) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        Add(name, new CtfStructValue(fields!));
    }

    public readonly void BeginArray(string name, LayoutNode node, ulong count) => _open.Add((name, null, []));

    public readonly void EndArray()
    {
        var (name, _, elements) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        Add(name, elements!.ToArray());
    }

    public readonly void BeginChoice(string name, LayoutNode node, int option) => _open.Add((name, null, [node.Children[option].Name]));

    public readonly void EndChoice()
    {
        var (name, _, elements) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        Add(name, new CtfVariantValue((string)elements![0], elements[1]));
    }

    public readonly void Integer(string name, LayoutNode node, ulong value)
    {
        object number = node.IsSigned ? (long)value : value;
        Add(name, node.Labels is null ? number : new CtfEnumValue(node.Labels.LabelOf(value), number));
    }

    public readonly void Float(string name, LayoutNode node, double value) => Add(name, value);

    public readonly void Text(string name, LayoutNode node, ReadOnlySpan<byte> bytes) => Add(name, Encoding.UTF8.GetString(bytes));

    public readonly void Bytes(string name, LayoutNode node, ReadOnlySpan<byte> bytes) => Add(name, bytes.ToArray());

    private readonly void Add(string name, object value)
    {
        var (_, fields, elements) = _open[^1];
        if (fields is not null)
            fields.Add(new KeyValuePair<string, object>(name, value));
        else
            elements!.Add(value);
    }
}
