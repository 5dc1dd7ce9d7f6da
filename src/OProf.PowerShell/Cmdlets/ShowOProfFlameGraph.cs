using System.Management.Automation;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Profiles.Columns;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Shows a session as a flame graph in the browser, or writes it to a file: one page that needs nothing else.</summary>
[Cmdlet(VerbsCommon.Show, "OProfFlameGraph", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(FileInfo))]
public sealed class ShowOProfFlameGraph : SessionReadingCmdlet
{
    private readonly List<OProfSession> _sessions = [];

    /// <summary>The page's file, which stays; no browser is opened then.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string? Path { get; set; }

    /// <summary>An earlier session: colours show what has a larger or a smaller share since.</summary>
    [Parameter]
    [ValidateNotNull]
    public OProfSession? Baseline { get; set; }

    /// <summary>Only samples of these events; all where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EventCompleter))]
    public string[]? Event { get; set; }

    /// <summary>Boxes below this share of the whole are left out: 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumShare { get; set; } = new FlameGraphOptions().MinimumShare;

    /// <summary>The heading; the session's name where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Begins with the root at the top.</summary>
    [Parameter]
    public SwitchParameter Icicle { get; set; }

    /// <summary>Puts the call chains of all processes together.</summary>
    [Parameter]
    public SwitchParameter MergeProcesses { get; set; }

    /// <summary>Emits the file although it is only shown.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        if (!_sessions.Contains(session))
            _sessions.Add(session);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_sessions.Count > 1 && Path is not null)
            throw Errors.PathErrors.SeveralPages(FolderPath.Unresolved(SessionState.Path, Path), _sessions.Count);
        foreach (var session in _sessions)
            OnSession(session, () => Show(session));
    }

    private void Show(OProfSession session)
    {
        SessionNotices.Say(session, this);
        var options = new FlameGraphOptions
        {
            Title = Title ?? $"{session.Name}: {session.Target}",
            Baseline = Baseline is null ? null : ProfileOf(Baseline),
            MinimumShare = MinimumShare,
            ByProcess = !MergeProcesses,
            Icicle = Icicle,
        };
        var profile = ProfileOf(session);
        if (profile.Samples.Count == 0)
            WriteWarning($"{session.Name} has no samples.");
        string file = Path is null ? PageFile.NewTemporary() : FolderPath.Unresolved(SessionState.Path, Path);
        PageFile.Write(file, stream => FlameGraphPage.Write(profile, stream, options, PipelineStopped));
        if (Path is null && !PageFile.TryOpen(file))
            WriteWarning($"There is no browser to be opened here; the page is '{file}'. -Path writes it where you want it.");
        if (Path is not null || PassThru)
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
    }

    private Profile ProfileOf(OProfSession session)
    {
        using var progress = new WorkProgress(this, $"Reading {session.Name}");
        try
        {
            return Profile.Of(session.Capture, new ProfileOptions { Events = Event }, progress, PipelineStopped);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
