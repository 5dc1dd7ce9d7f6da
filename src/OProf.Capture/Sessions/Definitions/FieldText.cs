using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>A field as the text of its schema has it; an array's element is a field without a name.</summary>
internal sealed record FieldText
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is.</summary>
    public PayloadKind Kind { get; init; }

    /// <summary>Bytes of an integer.</summary>
    public int Size { get; init; }

    /// <summary>Base of an integer.</summary>
    public int Base { get; init; }

    /// <summary>Names of an integer's values.</summary>
    public IReadOnlyList<PayloadLabel>? Labels { get; init; }

    /// <summary>Fields of a struct, options of a choice, the element of an array.</summary>
    public IReadOnlyList<FieldText>? Fields { get; init; }

    /// <summary>The text of a field.</summary>
    public static FieldText Of(PayloadField field) => Of(field.Name, field.Type);

    /// <summary>The field of a text.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public PayloadField ToField() => new(Name, ToType());

    private static FieldText Of(string name, PayloadType type) => new()
    {
        Name = name,
        Kind = type.Kind,
        Size = type.Size,
        Base = type.Base,
        Labels = type.Labels.Count > 0 ? type.Labels : null,
        Fields = type.Element is { } element ? [Of("", element)] : type.Fields.Count > 0 ? [.. type.Fields.Select(Of)] : null,
    };

    private PayloadType ToType()
    {
        var fields = Fields ?? [];
        return Kind switch
        {
            PayloadKind.Unsigned or PayloadKind.Signed => PayloadType.Integer(Kind == PayloadKind.Signed, 8 * Size, Base, Labels),
            PayloadKind.Double => PayloadType.Double,
            PayloadKind.Text => PayloadType.Text,
            PayloadKind.Bytes => PayloadType.Bytes,
            PayloadKind.Struct => PayloadType.Struct([.. fields.Select(field => field.ToField())]),
            PayloadKind.Choice => PayloadType.Choice([.. fields.Select(field => field.ToField())]),
            PayloadKind.Array when fields.Count == 1 => PayloadType.Array(fields[0].ToType()),
            _ => throw new ArgumentException($"A field of the kind {Kind} with {fields.Count} fields."),
        };
    }
}
