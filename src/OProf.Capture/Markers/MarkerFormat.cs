using System.Globalization;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>A marker's fields as a line of text, in which two formats can be compared.</summary>
internal static class MarkerFormat
{
    /// <summary>The fields of a schema: <c>int32 id, text path</c>.</summary>
    public static string Of(PayloadSchema schema) => Of(schema.Fields);

    private static string Of(IReadOnlyList<PayloadField> fields) =>
        string.Join(", ", fields.Select(field => $"{Of(field.Type)} {field.Name}"));

    /// <summary>A type: <c>int32</c>, <c>text</c>.</summary>
    public static string Of(PayloadType type) => type.Kind switch
    {
        PayloadKind.Signed => string.Create(CultureInfo.InvariantCulture, $"int{8 * type.Size}"),
        PayloadKind.Unsigned => string.Create(CultureInfo.InvariantCulture, $"uint{8 * type.Size}"),
        PayloadKind.Double => "double",
        PayloadKind.Text => "text",
        PayloadKind.Bytes => "bytes",
        PayloadKind.Array => Of(type.Element!) + "[]",
        PayloadKind.Struct => $"{{ {Of(type.Fields)} }}",
        _ => $"one of {{ {Of(type.Fields)} }}",
    };
}
