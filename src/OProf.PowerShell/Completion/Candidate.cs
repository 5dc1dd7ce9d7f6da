namespace OProf.PowerShell.Completion;

/// <summary>A value that completion can offer.</summary>
/// <param name="Text">What is put into the command line.</param>
/// <param name="Tooltip">What is shown beside it.</param>
/// <param name="Label">What the list shows in its place; null for the text itself.</param>
internal sealed record Candidate(string Text, string Tooltip, string? Label = null);
