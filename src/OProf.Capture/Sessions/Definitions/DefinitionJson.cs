using System.Text.Json;
using System.Text.Json.Serialization;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>Descriptions and states as text: they are rare, and a later version may say more in them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionDescription))]
[JsonSerializable(typeof(SessionStatus))]
public sealed partial class DefinitionJson : JsonSerializerContext
{
    /// <summary>A description as text.</summary>
    public static string Write(SessionDescription description) => DefinitionText.Of(description);

    /// <summary>A state as text.</summary>
    public static string Write(SessionStatus status) => DefinitionText.Of(status);

    /// <summary>The description that a text says.</summary>
    /// <exception cref="InvalidDataException">It says none.</exception>
    public static SessionDescription ReadDescription(string text) => Read(text, Default.SessionDescription);

    /// <summary>The state that a text says.</summary>
    /// <exception cref="InvalidDataException">It says none.</exception>
    public static SessionStatus ReadStatus(string text) => Read(text, Default.SessionStatus);

    private static T Read<T>(string text, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new InvalidDataException($"The {typeof(T).Name} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The {typeof(T).Name} is no valid JSON: {e.Message}", e);
        }
    }
}
