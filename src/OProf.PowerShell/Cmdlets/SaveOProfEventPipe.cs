using System.Management.Automation;
using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sources.EventPipe;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Has .NET's own sampler take the stacks of a .NET process, on any system, and writes them to a file.</summary>
[Cmdlet(VerbsData.Save, "OProfEventPipe", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveOProfEventPipe : OProfCmdlet
{
    // Methods' names and arguments of a process may be nobody else's business.
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The process.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "PID")]
    [ArgumentCompleter(typeof(EventPipeProcessCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int ProcessId { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>How long to sample; ten seconds where nothing is said, less where the process ends.</summary>
    [Parameter(Position = 2)]
    [Duration]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private string? _written;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = FolderPath.Unresolved(SessionState.Path, Path);
        if (_written is not null)
            throw PathErrors.SeveralProcesses(path);
        if (Duration <= TimeSpan.Zero)
            throw PathErrors.NoTime(Duration);
        if (!Force && File.Exists(path))
            throw PathErrors.Exists(path);
        if (!ShouldProcess(path, $"Save samples of process {ProcessId}"))
            return;
        _written = path;
        var sampled = TimeSpan.Zero;
        using (var progress = new WorkProgress(this, $"Sampling process {ProcessId}"))
        {
            Stoppable(() =>
            {
                ExportFile.Write(path, Force, stream => sampled = EventPipeSampling.Write(ProcessId, stream, Duration, progress, PipelineStopped), FileMode);
                return true;
            });
        }

        if (sampled < Duration)
            WriteWarning($"Process {ProcessId} has ended after {sampled.TotalSeconds:0.0} s.");
        WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);
    }
}
