using System.Text.Json;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>The fields of a kind of data records as text.</summary>
public static class SchemaJson
{
    /// <summary>A schema as text.</summary>
    public static string Write(PayloadSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return JsonSerializer.Serialize(new SchemaText(schema.Name, schema.Provider, [.. schema.Fields.Select(FieldText.Of)]), SchemaContext.Default.SchemaText);
    }

    /// <summary>The schema that a text says.</summary>
    /// <exception cref="InvalidDataException">It says none.</exception>
    public static PayloadSchema Read(string text)
    {
        try
        {
            var schema = JsonSerializer.Deserialize(text, SchemaContext.Default.SchemaText) ?? throw new InvalidDataException("The schema is null.");
            return new PayloadSchema(schema.Name, schema.Provider, [.. (schema.Fields ?? []).Select(field => field.ToField())]);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The text is no schema: {e.Message}", e);
        }
    }
}
