namespace OProf.Capture.Sources.EventPipe;

/// <summary>A connection that markers of a session share, from the moment that the first of them asks for it.</summary>
internal sealed class EventPipeLease(EventPipeConnections owner, DiagnosticPort port, EventProviderRequest request)
{
    private readonly object _gate = new();
    private EventPipeConnection? _connection;

    /// <summary>Where the process is listening.</summary>
    public DiagnosticPort Port => port;

    /// <summary>What it is asked for.</summary>
    public EventProviderRequest Request => request;

    /// <summary>How many share it. Guarded by the owner's lock.</summary>
    public int Users { get; set; }

    /// <summary>Whether the process has answered.</summary>
    public bool IsOpen => Volatile.Read(ref _connection) is not null;

    /// <summary>Whether the process has ended the connection.</summary>
    public bool IsOver => Volatile.Read(ref _connection) is { HasTargetEnded: true };

    /// <summary>The connection; there once <see cref="Open"/> has returned.</summary>
    public EventPipeConnection Connection => _connection!;

    /// <summary>Opens it, where that has not been done. Whoever comes meanwhile waits for it.</summary>
    /// <exception cref="Sessions.CaptureException">The process does not answer, or refuses.</exception>
    public void Open(Action<EventPipeConnection> ended)
    {
        lock (_gate)
        {
            if (_connection is not null)
                return;
            var opened = EventPipeConnection.Open(port, request);
            opened.Ended = ended;
            Volatile.Write(ref _connection, opened);
        }
    }

    /// <summary>Gives the share back.</summary>
    public void Release() => owner.Release(this);

    /// <summary>Ends it; nothing of it is wanted any more. May wait.</summary>
    public void End()
    {
        if (_connection is not { } connection)
            return;
        connection.BeginStop();
        connection.WaitForEnd(EventPipeConnections.EndTime);
        connection.Dispose();
    }
}
