namespace OProf.Capture.Markers;

/// <summary>
/// Connects and disconnects: makes a new form of a marker, publishes it and waits until the old one is used no more.
/// </summary>
/// <remarks>
/// <code>
///   no probe   null
///   one        the connection itself           called directly: no array between
///   several    [c0, c1, ..., null]             ends in an empty slot
/// </code>
/// Going from any of them to any other is one store of a reference. All changes of all markers are made under
/// <see cref="Gate"/>, which is held until the old form is used no more; hits never take it.
/// </remarks>
internal static class MarkerChanges
{
    /// <summary>Guards the form of every marker, and the epoch of <see cref="MarkerReaders"/>.</summary>
    public static object Gate { get; } = new();

    /// <summary>Number of probes of a form.</summary>
    public static int CountOf(object? form) => form switch
    {
        null => 0,
        MarkerConnection => 1,
        _ => ((MarkerConnection?[])form).Length - 1,
    };

    /// <summary>The connections of a form.</summary>
    public static IReadOnlyList<MarkerConnection> Of(object? form) => form switch
    {
        null => [],
        MarkerConnection one => [one],
        _ => [.. ((MarkerConnection?[])form).TakeWhile(slot => slot is not null).Select(slot => slot!)],
    };

    /// <summary>Adds a connection to a form.</summary>
    /// <exception cref="Sessions.CaptureException">The marker has it already, or the caller is a probe.</exception>
    public static MarkerConnection Connect(ref object? form, string name, Delegate function, object? data)
    {
        if (MarkerReaders.IsInProbe)
            throw MarkerErrors.InProbe(name);
        lock (Gate)
        {
            var old = Of(form);
            if (old.Any(connection => connection.Is(function, data)))
                throw MarkerErrors.ConnectionBusy(name);
            var added = new MarkerConnection(function, data);
            Publish(ref form, [.. old, added]);
            return added;
        }
    }

    /// <summary>Takes a connection out of a form. When it returns, function and data are used no more.</summary>
    /// <returns>The connection, with what it counted.</returns>
    /// <exception cref="Sessions.CaptureException">The marker does not have it, or the caller is a probe.</exception>
    public static MarkerConnection Disconnect(ref object? form, string name, Delegate function, object? data)
    {
        if (MarkerReaders.IsInProbe)
            throw MarkerErrors.InProbe(name);
        lock (Gate)
        {
            var old = Of(form);
            var removed = old.FirstOrDefault(connection => connection.Is(function, data)) ?? throw MarkerErrors.ConnectionNotFound(name);
            Publish(ref form, [.. old.Where(connection => connection != removed)]);
            return removed;
        }
    }

    private static void Publish(ref object? form, IReadOnlyList<MarkerConnection> connections)
    {
        bool wasEmpty = form is null;
        object? made = connections.Count switch
        {
            0 => null,
            1 => connections[0],
            _ => (MarkerConnection?[])[.. connections, null],
        };
        Volatile.Write(ref form, made);

        // Nobody can be in the probes of a marker that had none.
        if (!wasEmpty)
            MarkerReaders.WaitForQuiescence();
    }
}
