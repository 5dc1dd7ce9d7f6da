using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Emits the event stream of sessions, from its beginning, in the order of the stream.</summary>
[Cmdlet(VerbsCommunications.Receive, "OProfEvent", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(OProfEvent))]
public sealed class ReceiveOProfEvent : SessionReadingCmdlet
{
    private static readonly TimeSpan s_stopCheckInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The kinds of entries to emit; all where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public EventKind[] Kind { get; set; } = [];

    /// <summary>Goes on until the session ends; else what there is now is all.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        bool ended = false;
        try
        {
            Read(session);
            ended = true;
        }
        finally
        {
            // The pipeline that this session was started in for reading has been left before its end.
            if (!ended && Wait && session.EndsWithPipeline)
                session.Capture.Stop(EndReason.PipelineEnded);
        }

        if (Wait)
            SessionNotices.SayOutcome(session, this);
    }

    private void Read(OProfSession session)
    {
        // Who follows a session that is written to disk gets what is still in memory, and all that comes.
        bool isLive = Wait && !session.Capture.IsComplete;
        var resolver = isLive ? SampleResolver.Live(session.Capture) : SampleResolver.For(session.Capture);
        var reader = isLive ? session.Capture.OpenReader() : resolver.Source.OpenReader();
        uint kinds = Kind.Length == 0 ? uint.MaxValue : Kind.Aggregate(0u, (all, kind) => all | (1u << (int)kind));
        do
        {
            while (reader.TryRead(out var entry))
            {
                if ((kinds & (1u << (int)entry.Kind)) != 0)
                    WriteObject(new OProfEvent(resolver, entry));
                else
                    ThrowIfStopped();
            }

            if (!Wait)
            {
                if (!session.Capture.IsComplete)
                    SessionNotices.SayMissed(session, reader.MissedSamples, this);
                return;
            }

            SessionNotices.Say(session, this);
            while (!reader.Wait(s_stopCheckInterval))
                ThrowIfStopped();
        }
        while (!reader.IsAtEnd);

        // What was on disk already when the reader began, or was overwritten while it was busy.
        if (isLive)
            SessionNotices.SayMissed(session, reader.MissedSamples, this);
    }
}
