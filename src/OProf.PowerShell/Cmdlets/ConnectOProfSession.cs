using System.Management.Automation;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Follows a session of another process, live and without its knowing, or lists those that can be followed.</summary>
[Cmdlet(VerbsCommunications.Connect, "OProfSession", DefaultParameterSetName = ConnectSet)]
[OutputType(typeof(OProfSession), ParameterSetName = [ConnectSet, InputSet])]
[OutputType(typeof(OProfPublishedSession), ParameterSetName = [ListSet])]
public sealed class ConnectOProfSession : OProfCmdlet
{
    private const string ConnectSet = "Connect";
    private const string InputSet = "InputObject";
    private const string ListSet = "ListAvailable";

    /// <summary>Lists the sessions that other processes of this user publish, in place of connecting to one.</summary>
    [Parameter(ParameterSetName = ListSet, Mandatory = true)]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>Sessions as <see cref="ListAvailable"/> gives them.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public OProfPublishedSession[] InputObject { get; set; } = [];

    /// <summary>The process that captures; any other than this one where it is not given.</summary>
    [Parameter(ParameterSetName = ConnectSet, Position = 0)]
    [Parameter(ParameterSetName = ListSet, Position = 0)]
    [Alias("Pid")]
    [ArgumentCompleter(typeof(PublishedProcessIdCompleter))]
    public int? ProcessId { get; set; }

    /// <summary>Name of the session there; to list, <c>*</c> and <c>?</c> match.</summary>
    [Parameter(ParameterSetName = ConnectSet)]
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PublishedNameCompleter))]
    [SupportsWildcards]
    public string? Name { get; set; }

    /// <summary>Id of the session in that process.</summary>
    [Parameter(ParameterSetName = ConnectSet)]
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(PublishedIdCompleter))]
    public int? Id { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case ListSet:
                List();
                break;
            case InputSet:
                foreach (var session in InputObject)
                    Connect(session.Published);
                break;
            default:
                Connect(PublishedSession.Find(ProcessId, Name, Id));
                break;
        }
    }

    private void Connect(PublishedSession published)
    {
        try
        {
            var session = OProfSession.Of(published.Connect());
            SessionNotices.Say(session, this);
            WriteObject(session);
        }
        catch (CaptureException exception)
        {
            // One session's failure does not keep the others from their turn.
            Report(exception.ToErrorRecord());
        }
    }

    private void List()
    {
        var pattern = WildcardPattern.Get(Name ?? "*", WildcardOptions.IgnoreCase);
        foreach (var session in PublishedSession.All(ProcessId, exception => Report(exception.ToErrorRecord())))
        {
            if ((Id is null || session.SessionId == Id) && pattern.IsMatch(session.Name))
                WriteObject(new OProfPublishedSession(session));
        }
    }
}
