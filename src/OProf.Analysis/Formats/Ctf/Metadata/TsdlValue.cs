namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A value on the right of an equals sign, or between brackets.</summary>
/// <param name="Token">Where it begins.</param>
/// <param name="Text">A string constant, or a path of names with dots; null for a number.</param>
/// <param name="Number">A number's value; of a negative one the bits.</param>
/// <param name="IsNegative">Whether a number is below 0.</param>
internal readonly record struct TsdlValue(TsdlToken Token, string? Text, ulong Number, bool IsNegative)
{
    /// <summary>How an error message calls it.</summary>
    public string Description => Text is null && IsNegative ? $"'-{Token.Text}'" : Token.Description;
}
