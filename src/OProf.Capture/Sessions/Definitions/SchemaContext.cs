using System.Text.Json.Serialization;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>How the text of a schema is written: what is the default is left out.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 4 * PayloadType.MaxDepth)]
[JsonSerializable(typeof(SchemaText))]
internal sealed partial class SchemaContext : JsonSerializerContext;
