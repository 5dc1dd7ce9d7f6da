using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Sources;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Shows the source of functions, or their machine code, each line or instruction with the samples that were taken in it.</summary>
[Cmdlet(VerbsCommon.Get, "OProfSource", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(AnnotatedLine), typeof(AnnotatedInstruction))]
public sealed class GetOProfSource : ProfileReadingCmdlet
{
    private const int MaxMissingToSay = 3;

    /// <summary>The functions; all of a script by its file's name, such as <c>build.ps1</c>.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Symbol { get; set; } = [];

    /// <summary>Only functions of these images: by path, or its last part.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Image { get; set; }

    /// <summary>Folders below which source files may be read; the current one where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SourcePath { get; set; } = ["."];

    /// <summary>Lines before the first and after the last that has samples.</summary>
    [Parameter]
    [ValidateRange(0, 10_000)]
    public int Context { get; set; } = 2;

    /// <summary>Shows the instructions, with the source lines between where these are known.</summary>
    [Parameter]
    public SwitchParameter Disassembly { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        var profile = ProfileOf(session);
        var symbols = new NamePatterns(Symbol);
        var images = new NamePatterns(Image);
        var roots = new SourceRoots([.. SourcePath.Select(path => FolderPath.Unresolved(SessionState.Path, path))]);
        var names = SampleResolver.For(session.Capture).Names;
        if (Disassembly)
        {
            WriteCode(session, profile, names, Stoppable(() => AnnotatedCode.Of(
                profile, names, (symbol, image) => symbols.Match(symbol) && images.MatchPath(image), roots, PipelineStopped)));
            return;
        }

        var lines = Stoppable(() => AnnotatedSource.Of(
            profile, names,
            (symbol, image) => (symbols.Match(symbol) || (IsScript(image) && symbols.MatchPath(image))) && images.MatchPath(image),
            roots, Context, PipelineStopped));
        RequireFound(lines.Count, session, profile);
        if (lines.Count > 0 && lines.All(static line => line.Line == 0))
            WriteWarning("No source line is known of these functions: their files have no debug information; -Verbose says of which.");
        else if (lines.All(static line => line.Text is null))
            WriteWarning("No source file was found; give the folders that it may be read from by -SourcePath.");
        foreach (var notice in names.Notices)
            WriteVerbose($"{notice.Id}: {notice.Message}");
        foreach (var line in lines)
        {
            ThrowIfStopped();
            WriteObject(line);
        }
    }

    private static bool IsScript(string image) =>
        image.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) || image.EndsWith(".psm1", StringComparison.OrdinalIgnoreCase);

    private void WriteCode(OProfSession session, Profile profile, IAddressNames names, AnnotatedCode code)
    {
        RequireFound(code.Rows.Count, session, profile);
        foreach (var missing in code.Missing.Take(MaxMissingToSay))
            WriteWarning($"The code of {missing.Symbol} ({missing.Image}) is not to be had: {missing.Reason}.");
        if (code.Missing.Count > MaxMissingToSay)
            WriteWarning($"Nor is that of {code.Missing.Count - MaxMissingToSay} other functions.");
        foreach (var notice in names.Notices)
            WriteVerbose($"{notice.Id}: {notice.Message}");
        foreach (var row in code.Rows)
        {
            ThrowIfStopped();
            WriteObject(row);
        }
    }

    private void RequireFound(int rows, OProfSession session, Profile profile)
    {
        if (rows == 0 && profile.Samples.Count > 0)
            throw AnalysisErrors.SymbolNotFound(string.Join(" or ", [.. Symbol, .. Image ?? []]), session.Name);
    }
}
