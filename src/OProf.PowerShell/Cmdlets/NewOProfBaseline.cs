using System.Management.Automation;
using OProf.Analysis.Baselines;
using OProf.Analysis.Counters;
using OProf.Analysis.Formats.Exports;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Arguments;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Measures a command or a script block, and writes what it did to a text file to be kept beside its source.</summary>
[Cmdlet(VerbsCommon.New, "OProfBaseline", DefaultParameterSetName = CommandSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class NewOProfBaseline : BaselineCmdlet
{
    private const int DefaultRepeat = 10;
    private const int DefaultFrequency = 4999;

    /// <summary>The event that is sampled.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string SampleEvent { get; set; } = BaselineBuilder.DefaultEvent;

    /// <summary>Counts samples in the kernel, too.</summary>
    [Parameter]
    public SwitchParameter IncludeKernel { get; set; }

    /// <summary>Samples nothing, so that there are no shares.</summary>
    [Parameter]
    public SwitchParameter NoProfile { get; set; }

    /// <summary>What Assert-OProfBaseline is to tell: a warning says where this baseline is too short for it. A number (0.01) or percent (1%).</summary>
    [Parameter]
    [Share]
    [ValidateRange(0.0001, 10.0)]
    public double Within { get; set; } = BaselineOptions.DefaultWithin;

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        string file = FolderPath.Unresolved(SessionState.Path, Path);
        if (!Force && (File.Exists(file) || Directory.Exists(file)))
            throw PathErrors.Exists(file);
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(file)))
            throw PathErrors.NoFolder(file);
        if (!ShouldProcess(file, "Measure and write a baseline"))
            return;
        var baseline = Measure(
            Event ?? [.. CounterOptions.DefaultEvents],
            NoProfile ? null : new CaptureOptions { Events = [SampleEvent], ExcludeKernel = !IncludeKernel, Frequency = Frequency ?? DefaultFrequency, PublishedSize = 0 },
            new BenchmarkOptions { Repeat = Repeat ?? DefaultRepeat, WarmUp = WarmUp ?? 1, IgnoreExitCode = IgnoreExitCode },
            !IncludeKernel);
        ExportFile.Write(file, Force, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(BaselineText.Of(baseline));
        });
        WarnOfShortness(baseline);
        WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }

    // Compared with itself it tells what as much again would tell.
    private void WarnOfShortness(Baseline baseline)
    {
        try
        {
            var itself = BaselineComparison.Of(baseline, baseline, new BaselineOptions { Within = Within });
            if (itself.Verdict == BaselineVerdict.Undecided)
                WriteWarning(BaselineReport.TooShort(itself));
        }
        catch (CaptureException e)
        {
            WriteWarning(e.Message);
        }
    }
}
