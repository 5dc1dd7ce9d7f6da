using System.Management.Automation;
using OProf.Analysis.Formats;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Opens recordings of sessions, files of perf record and of other profilers, and traces of other tracers, as sessions.</summary>
[Cmdlet(VerbsData.Import, "OProfCapture", DefaultParameterSetName = PathSet)]
[OutputType(typeof(OProfSession))]
public sealed class ImportOProfCapture : OProfCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>Folders, and files of perf record and other profilers; <c>*</c> and <c>?</c> match.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Folders and files, taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Reads what lies in the buffers of a capture that was cut off.</summary>
    [Parameter]
    public SwitchParameter Recover { get; set; }

    /// <summary>Name of the session; the recorded one where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string path in ParameterSetName == LiteralPathSet ? LiteralPath : Path)
        {
            try
            {
                var folders = ParameterSetName == LiteralPathSet
                    ? [FolderPath.Unresolved(SessionState.Path, path)]
                    : FolderPath.Matching(SessionState.Path, path, CaptureImport.IsCaptureFile);
                foreach (string folder in folders)
                    Import(folder);
            }
            catch (CaptureException exception)
            {
                Report(exception.ToErrorRecord());
            }
        }
    }

    private void Import(string folder)
    {
        RecordedSession session;
        try
        {
            session = Open(folder);
        }
        catch (CaptureException exception)
        {
            // One folder's failure does not keep the others from their turn.
            Report(exception.ToErrorRecord());
            return;
        }

        session.Register();
        var imported = OProfSession.Of(session);
        SessionNotices.SayOutcome(imported, this);
        if (session.Failure is { } failure)
            WriteWarning($"{imported.Name}: the capture ended with an error: {failure.Message}");
        WriteObject(imported);
    }

    private RecordedSession Open(string folder)
    {
        using var progress = new WorkProgress(this, $"Reading {folder}");
        try
        {
            // What is asked for most is told by the names of frames: then the file has been read already. The chains of a file that
            // memory may not suffice for are put together only where somebody asks for them.
            bool withChains = HasRoomFor(folder);
            return CaptureImport.Open(folder, new ImportOptions
            {
                Recover = Recover,
                Name = Name,
                WithChains = withChains,
                NamesSuffice = withChains,
                Progress = progress,
                Cancellation = PipelineStopped,
            });
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    // The chains of a file with nothing but different ones take less than half of its size.
    private static bool HasRoomFor(string path) =>
        new FileInfo(path) is not { Exists: true, Length: var length } || length <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
