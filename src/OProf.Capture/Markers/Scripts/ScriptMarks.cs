using System.Globalization;
using OProf.Capture.Sessions;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Scripts;

/// <summary>The marks that scripts write into a session. Any thread writes.</summary>
internal sealed class ScriptMarks(CaptureSession session, MarkerInbox inbox, RequestQueue requests)
{
    // Each kind of mark stays for as long as the session does.
    private const int MostKinds = 4096;
    private const int MostBytes = 8192;

    // Guards _kinds, for those who look; the sync thread alone adds.
    private readonly object _gate = new();
    private readonly Dictionary<(string Name, string Format), InboxMarker> _kinds = [];

    // For the sync thread.
    private readonly Dictionary<string, ArmedScriptMark> _armed = new(StringComparer.OrdinalIgnoreCase);
    private bool _isClosed;

    /// <summary>What marks of a name are delivered as. For the sync thread.</summary>
    public ArmedScriptMark ArmedOf(MarkerInfo marker)
    {
        if (!_armed.TryGetValue(marker.Name, out var armed))
            _armed.Add(marker.Name, armed = new ArmedScriptMark(marker));
        return armed;
    }

    /// <summary>Writes a mark.</summary>
    /// <returns>False where there was no room for it, which is counted.</returns>
    /// <exception cref="CaptureException">It is none, or the session has ended.</exception>
    public bool Write(string name, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().IndexOfAny('*', '?') >= 0)
            throw Invalid(name, $"'{name}' is no name of a mark.");
        var writer = new PayloadWriter();
        var fields = new List<PayloadField>(values.Count);
        foreach (var (field, value) in values)
        {
            if (string.IsNullOrEmpty(field) || fields.Exists(known => known.Name.Equals(field, StringComparison.OrdinalIgnoreCase)))
                throw Invalid(name, $"Each value of mark '{name}' needs a name of its own; '{field}' is none.");
            fields.Add(new PayloadField(field, MarkValue.Write(writer, value)));
        }

        var words = writer.Words;
        if (words.Length * sizeof(ulong) > MostBytes)
            throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"The values of mark '{name}' take {words.Length * sizeof(ulong)} bytes; a mark has {MostBytes} at most."));
        var kind = KindOf(name, fields);

        // As long as a thread is in here the inbox stays.
        var reader = MarkerReaders.Enter();
        try
        {
            return !Volatile.Read(ref _isClosed) ? kind.TryWrite(words) : throw MarkerErrors.SessionOver(session);
        }
        finally
        {
            MarkerReaders.Exit(reader);
        }
    }

    /// <summary>Refuses marks from now on, and waits for those under way.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        lock (MarkerChanges.Gate)
            MarkerReaders.WaitForQuiescence();
    }

    private static CaptureException Invalid(string name, string message) =>
        MarkerErrors.Of("OProfMarkInvalid", CaptureErrorCategory.InvalidArgument, message, "Values are numbers, texts, booleans, times or bytes, each under a name.", name);

    private InboxMarker KindOf(string name, List<PayloadField> fields)
    {
        var info = ScriptMarkProvider.InfoOf(name, fields);
        var key = (info.Name.ToUpperInvariant(), info.Format);
        lock (_gate)
        {
            if (_kinds.TryGetValue(key, out var known))
                return known;
        }

        InboxMarker? kind = null;
        if (!requests.Run(() => kind = Add(key, info)))
            throw MarkerErrors.SessionOver(session);
        return kind!;
    }

    private InboxMarker Add((string Name, string Format) key, MarkerInfo info)
    {
        lock (_gate)
        {
            // Somebody else may have asked for it at the same time.
            if (_kinds.TryGetValue(key, out var known))
                return known;
            if (_kinds.Count >= MostKinds)
                throw Invalid(info.Name, FormattableString.Invariant($"The session has {MostKinds} kinds of marks already, by name and values; '{info.Name}' would be one more."));
            var added = inbox.Add(info, ArmedOf(info));
            _kinds.Add(key, added);
            return added;
        }
    }
}
