using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>A marker's fields as a line of text, in which two formats can be compared.</summary>
internal static class MarkerFormat
{
    /// <summary>The fields of a schema: <c>int32 id, text path</c>.</summary>
    public static string Of(PayloadSchema schema) => PayloadType.TextOf(schema.Fields);

    /// <summary>A type: <c>int32</c>, <c>text</c>.</summary>
    public static string Of(PayloadType type) => type.ToString();
}
