using System.Management.Automation;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Emits the cookie tables of sessions: which number stands for which file.</summary>
[Cmdlet(VerbsCommon.Get, "OProfCookie", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(OProfCookie))]
public sealed class GetOProfCookie : SessionReadingCmdlet
{
    /// <summary>Only these cookies.</summary>
    [Parameter]
    public ulong[] Cookie { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        var table = session.Capture.Cookies;
        ulong count = (ulong)table.Count;
        for (ulong cookie = 1; cookie <= count; cookie++)
        {
            if ((Cookie.Length == 0 || Cookie.Contains(cookie)) && table[cookie] is { } image)
                WriteObject(new OProfCookie(image));
        }
    }
}
