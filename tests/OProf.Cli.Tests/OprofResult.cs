namespace OProf.Cli.Tests;

/// <summary>What a run of <c>oprof</c> gave.</summary>
internal sealed record OprofResult(int ExitCode, string Output, string Error);
