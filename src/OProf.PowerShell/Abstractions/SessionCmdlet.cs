using System.Management.Automation;
using OProf.Analysis.Formats;
using OProf.Capture.Sessions;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>A cmdlet that does something with sessions which exist: given as objects, by id or by name.</summary>
public abstract class SessionCmdlet : OProfCmdlet
{
    internal const string SessionSet = "Session";
    internal const string IdSet = "Id";
    internal const string NameSet = "Name";

    /// <summary>The sessions.</summary>
    [Parameter(ParameterSetName = SessionSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public virtual OProfSession[] Session { get; set; } = [];

    /// <summary>Ids of the sessions.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public virtual int[] Id { get; set; } = [];

    /// <summary>Names of the sessions; <c>*</c> and <c>?</c> match.</summary>
    [Parameter(ParameterSetName = NameSet, Mandatory = true)]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var session in Selected())
        {
            try
            {
                OnSession(session, () => Process(session));
            }
            catch (CaptureException exception)
            {
                // One session's failure does not keep the others from their turn.
                Report(exception.ToErrorRecord());
            }
        }
    }

    /// <summary>Does what the cmdlet is there for, with one session.</summary>
    /// <param name="session">The session.</param>
    protected abstract void Process(OProfSession session);

    /// <summary>Does something that may read a session's folder, which others may have changed or deleted.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    private protected static void OnSession(OProfSession session, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is not CaptureException && session.Path is { } path && ImportErrors.Of(e, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>The sessions that are meant where none is given; none by default, as a session then has to be given.</summary>
    private protected virtual IEnumerable<OProfSession> Unnamed() => [];

    private IEnumerable<OProfSession> Selected() => ParameterSetName switch
    {
        IdSet => SessionSelection.ById(Id, Report),
        NameSet => SessionSelection.ByName(Name, Report),
        _ when Session.Length > 0 => Session,
        _ => Unnamed(),
    };
}
