using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Puts samples together by process, image, symbol and so on: how many, which share, and with what they called.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "OProfSample", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(SampleReportRow))]
public sealed class MeasureOProfSample : SessionReadingCmdlet
{
    private const string SampleSet = "Sample";

    private SampleReportBuilder? _builder;
    private bool _measured;

    /// <summary>Samples, or entries of the event stream, of which only the samples count.</summary>
    [Parameter(ParameterSetName = SampleSet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public ProfileSample? InputObject { get; set; }

    /// <summary>What the samples are put together by.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public ProfileKey[] By { get; set; } = [ProfileKey.Symbol];

    /// <summary>Only samples of these events; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    private SampleReportBuilder Builder => _builder ??= new SampleReportBuilder([.. By.Distinct()], Event);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName != SampleSet)
        {
            base.Process();
        }
        else if (InputObject is { } sample)
        {
            Builder.Add(sample);
            _measured = true;
        }
    }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        Builder.AddAll(SampleResolver.For(session.Capture));
        _measured = true;
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (!_measured)
            return;
        var report = Builder.Build();

        // Piped samples come from a command that has said these things already.
        foreach (var notice in report.Notices)
        {
            if (ParameterSetName == SampleSet)
                WriteVerbose(notice.Message);
            else
                WriteWarning(notice.Message);
        }

        string view = $"{typeof(SampleReportRow).FullName}#{(report.By.Count == 1 ? report.By[0].ToString() : "Several")}";
        foreach (var row in report.Rows)
        {
            var item = PSObject.AsPSObject(row);
            item.TypeNames.Insert(0, view);
            WriteObject(item);
        }
    }
}
