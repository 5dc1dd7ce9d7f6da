namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A value of a trace's environment: a text or a number.</summary>
/// <param name="Name">Name.</param>
/// <param name="Text">The text; null for a number.</param>
/// <param name="Number">The number; 0 for a text.</param>
public sealed record CtfEnvironmentEntry(string Name, string? Text, long Number)
{
    /// <summary>The value as text.</summary>
    public override string ToString() => Text ?? Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
