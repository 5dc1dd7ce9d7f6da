using System.Collections;

namespace OProf.PowerShell.Objects;

/// <summary>Sessions in the order of their start; as text their names.</summary>
public sealed class OProfSessionList : IReadOnlyList<OProfSession>
{
    private readonly OProfSession[] _sessions;

    internal OProfSessionList(IEnumerable<OProfSession> sessions) => _sessions = [.. sessions];

    /// <inheritdoc/>
    public int Count => _sessions.Length;

    /// <inheritdoc/>
    public OProfSession this[int index] => _sessions[index];

    /// <inheritdoc/>
    public IEnumerator<OProfSession> GetEnumerator() => ((IEnumerable<OProfSession>)_sessions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', (object[])_sessions);
}
