using System.Management.Automation;
using OProf.Analysis.Profiles;
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
        foreach (var sample in SampleResolver.For(session.Capture).Samples())
            WriteObject(sample);
    }
}
