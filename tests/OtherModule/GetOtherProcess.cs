using System.Management.Automation;
using Microsoft.Diagnostics.NETCore.Client;

namespace OtherModule;

/// <summary>
/// A cmdlet of another module that has another version of a package of OProf's, in PowerShell's own load context as most modules
/// have: emits the package's version and the processes that it finds with it.
/// </summary>
[Cmdlet(VerbsCommon.Get, "OtherProcess")]
[OutputType(typeof(PSObject))]
public sealed class GetOtherProcess : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var result = new PSObject();
        result.Properties.Add(new PSNoteProperty("Version", typeof(DiagnosticsClient).Assembly.GetName().Version!.ToString()));
        result.Properties.Add(new PSNoteProperty("ProcessId", DiagnosticsClient.GetPublishedProcesses().ToArray()));
        WriteObject(result);
    }
}
