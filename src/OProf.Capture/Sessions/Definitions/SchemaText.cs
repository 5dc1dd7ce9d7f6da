namespace OProf.Capture.Sessions.Definitions;

/// <summary>A schema as its text has it.</summary>
/// <param name="Name">Name of the kind.</param>
/// <param name="Provider">Who makes such records.</param>
/// <param name="Fields">The fields.</param>
internal sealed record SchemaText(string Name, string? Provider, IReadOnlyList<FieldText>? Fields);
