namespace OProf.Capture.Sessions;

/// <summary>Something the user has to know to read the result rightly: a fallback, a guess, a limit that was reached.</summary>
/// <param name="Id">Stable id, as docs/troubleshooting.md lists it.</param>
/// <param name="Message">What happened and what it means.</param>
public sealed record SessionNotice(string Id, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
