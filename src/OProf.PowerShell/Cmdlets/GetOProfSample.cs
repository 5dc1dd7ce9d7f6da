using System.Management.Automation;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Emits the samples that sessions have retained up to now.</summary>
[Cmdlet(VerbsCommon.Get, "OProfSample", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(ProfileSample))]
public sealed class GetOProfSample : SessionReadingCmdlet
{
    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        var resolver = SampleResolver.For(session.Capture);
        var reader = resolver.Source.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                WriteObject(resolver.Resolve(entry));
        }

        // One that has ended says so itself.
        if (!session.Capture.IsComplete)
            SessionNotices.SayMissed(session, reader.MissedSamples, this);
    }
}
