using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Scripts;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// The calls that run in the runspace of a cmdlet, as Get-PSCallStack shows them. The engine keeps them whether or not anything
/// is debugged, and lets any thread take a copy.
/// </summary>
internal sealed class RunspaceCalls : IScriptCalls
{
    // A pool opens its runspaces for a while; looking for them at each look would cost more than the look.
    private const int ReadsPerSearch = 32;

    // Get-Runspace is a cmdlet, and the list that it shows is not public.
    private static readonly PropertyInfo? s_runspaces =
        typeof(Runspace).GetProperty("RunspaceList", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public, null, typeof(IReadOnlyList<Runspace>), [], null);

    private readonly Runspace _runspace;
    private readonly Debugger _debugger;
    private readonly int _outer;
    private readonly bool _keepsThread;
    private readonly HashSet<int> _others = [];
    private int _reads;
    private volatile int _otherCount;

    private RunspaceCalls(Runspace runspace, Debugger debugger, int outer, bool keepsThread)
    {
        _runspace = runspace;
        _debugger = debugger;
        _outer = outer;
        _keepsThread = keepsThread;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SessionNotice> Notices
    {
        get
        {
            var notices = new List<SessionNotice>();
            if (!_keepsThread)
                notices.Add(new SessionNotice("OProfScriptThreads", "This host runs each command line on a thread of its own: only what ran in the pipeline that started the session has frames of the script."));
            if (s_runspaces is null)
                notices.Add(new SessionNotice("OProfScriptRunspaces", "Whether scripts ran in other runspaces (ForEach-Object -Parallel, Start-ThreadJob) is not known with this PowerShell; if so, their samples have no frames of the script."));
            else if (_otherCount > 0)
                notices.Add(new SessionNotice("OProfScriptRunspaces", FormattableString.Invariant($"{_otherCount} other runspaces ran something (ForEach-Object -Parallel, Start-ThreadJob): samples of their threads have no frames of the script.")));
            return notices;
        }
    }

    /// <summary>The calls of the runspace that the calling thread runs, for as long as one pipeline.</summary>
    /// <param name="inner">Calls to leave out that the cmdlet makes itself before the script's own.</param>
    /// <returns>Null where the thread runs none.</returns>
    public static RunspaceCalls? OfPipeline(int inner)
    {
        if (Runspace.DefaultRunspace is not { Debugger: { } debugger } runspace)
            return null;
        return new RunspaceCalls(runspace, debugger, debugger.GetCallStack().Count() + inner, keepsThread: true);
    }

    /// <summary>The calls of the runspace that the calling thread runs, for as long as a session.</summary>
    /// <returns>Null where the thread runs none.</returns>
    public static RunspaceCalls? OfRunspace()
    {
        if (Runspace.DefaultRunspace is not { Debugger: { } debugger } runspace)
            return null;
        return new RunspaceCalls(runspace, debugger, 0, runspace.ThreadOptions is PSThreadOptions.ReuseThread or PSThreadOptions.UseCurrentThread);
    }

    /// <inheritdoc/>
    public void Read(List<ScriptFrame> frames)
    {
        foreach (var frame in _debugger.GetCallStack())
        {
            var place = frame.Position;
            frames.Add(new ScriptFrame(frame.FunctionName ?? "", place.File, place.StartLineNumber));
        }

        frames.RemoveRange(Math.Max(0, frames.Count - _outer), Math.Min(_outer, frames.Count));
        if (_reads++ % ReadsPerSearch == 0 && s_runspaces?.GetValue(null) is IReadOnlyList<Runspace> runspaces)
            Search(runspaces);
    }

    private void Search(IReadOnlyList<Runspace> runspaces)
    {
        foreach (var other in runspaces)
        {
            if (other != _runspace && !other.RunspaceIsRemote && other.RunspaceAvailability == RunspaceAvailability.Busy && _others.Add(other.Id))
                _otherCount = _others.Count;
        }
    }
}
