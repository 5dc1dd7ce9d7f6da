using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Sources;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Shows the source of functions, each line with the samples that were taken in it.</summary>
[Cmdlet(VerbsCommon.Get, "OProfSource", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(AnnotatedLine))]
public sealed class GetOProfSource : ProfileReadingCmdlet
{
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

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        var profile = ProfileOf(session);
        var symbols = new NamePatterns(Symbol);
        var images = new NamePatterns(Image);
        var roots = new SourceRoots([.. SourcePath.Select(path => FolderPath.Unresolved(SessionState.Path, path))]);
        var names = SampleResolver.For(session.Capture).Names;
        var lines = Stoppable(() => AnnotatedSource.Of(
            profile, names, (symbol, image) => (symbols.Match(symbol) || (IsScript(image) && symbols.MatchPath(image))) && images.MatchPath(image), roots, Context, PipelineStopped));
        if (lines.Count == 0 && profile.Samples.Count > 0)
            throw AnalysisErrors.SymbolNotFound(string.Join(" or ", [.. Symbol, .. Image ?? []]), session.Name);
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
}
