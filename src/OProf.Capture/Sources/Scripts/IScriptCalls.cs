using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.Scripts;

/// <summary>Says which calls of a script run on the thread that starts a session: what a script's engine has to give a session.</summary>
public interface IScriptCalls
{
    /// <summary>
    /// Reads the calls that run at this moment. On a thread of the session's, about a thousand times a second, while the script
    /// goes on; so it is quick, and waits for nothing.
    /// </summary>
    /// <param name="frames">Empty; gets the calls, the innermost first.</param>
    void Read(List<ScriptFrame> frames);

    /// <summary>What has to be known to read the frames rightly; asked for when the session ends.</summary>
    IReadOnlyList<SessionNotice> Notices { get; }
}
