namespace OProf.PowerShell.Tests.PesterSuite;

/// <summary>What became of one Pester test; of a whole file where <paramref name="Test"/> is empty.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Test">Names of its blocks and its own.</param>
/// <param name="Result">Passed, Failed, Skipped, Inconclusive or NotRun.</param>
/// <param name="Message">Why it failed or was skipped.</param>
public sealed record PesterResult(string File, string Test, string Result, string Message);
