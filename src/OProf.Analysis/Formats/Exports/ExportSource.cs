using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Exports;

/// <summary>What an exporter writes: a session's samples, as far as they are wanted; and where it says what it left out.</summary>
public sealed class ExportSource
{
    private const int SamplesPerReport = 1 << 14;

    private readonly List<SessionNotice> _notices = [];
    private readonly HashSet<string>? _events;
    private readonly HashSet<int>? _processes;
    private int _lastEvent = -1;
    private bool _lastWanted;
    private SampleResolver? _resolver;

    internal ExportSource(Session session, ExportOptions options)
    {
        Session = session;
        Options = options;
        _events = options.Events is { Count: > 0 } events ? [.. events] : null;
        _processes = options.ProcessIds is { Count: > 0 } ids ? [.. ids] : null;
    }

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>What is wanted of it.</summary>
    public ExportOptions Options { get; }

    /// <summary>The resolver of all that the session has captured.</summary>
    public SampleResolver Resolver => _resolver ??= SampleResolver.For(Session);

    /// <summary>What was said by <see cref="Say"/>.</summary>
    public IReadOnlyList<SessionNotice> Notices => _notices;

    /// <summary>Says what the format could not take of this session. Once for each kind, not for each sample.</summary>
    /// <param name="id">Stable id, as docs/troubleshooting.md lists it.</param>
    /// <param name="message">What is missing and what it means.</param>
    public void Say(string id, string message) => _notices.Add(new SessionNotice(id, message));

    /// <summary>Says of a format for one event that the samples of others are not in it.</summary>
    /// <param name="events">The events that there are wanted samples of, the one that was written first.</param>
    internal void SayOtherEvents(IReadOnlyList<string> events)
    {
        if (events.Count > 1)
        {
            Say("OProfExportOneEvent",
                $"The format holds one event: it has the samples of {events[0]}, and not those of {string.Join(", ", events.Skip(1))}. -Event (--event) chooses.");
        }
    }

    /// <summary>The samples that are wanted, as a profile.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Profile BuildProfile() => Profile.Of(
        Resolver, Session.Name, new ProfileOptions { Events = Options.Events, ProcessIds = Options.ProcessIds }, Options.Progress, Options.Cancellation);

    /// <summary>The samples that are wanted, as objects that name themselves.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<ProfileSample> Samples()
    {
        var reader = Resolver.Source.OpenReader();
        long read = 0;
        while (TryRead(reader, ref read, out var entry))
            yield return new ProfileSample(Resolver, entry);
    }

    /// <summary>Reads the next sample that is wanted.</summary>
    /// <param name="reader">A reader of <see cref="Resolver"/>'s source.</param>
    /// <param name="read">Number of samples read so far, for the progress.</param>
    /// <param name="entry">The sample.</param>
    /// <returns>False where there is none any more.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal bool TryRead(EventReader reader, ref long read, out StreamEvent entry)
    {
        while (reader.TryRead(out entry))
        {
            if (entry.Kind != EventKind.Sample)
                continue;
            Count(ref read);
            if (Wants(entry))
                return true;
        }

        return false;
    }

    /// <summary>Counts a sample that was read; now and then tells of the progress, or ends it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal void Count(ref long read)
    {
        if (++read % SamplesPerReport != 0)
            return;
        Options.Cancellation.ThrowIfCancellationRequested();
        Options.Progress?.Report(read);
    }

    /// <summary>Whether all samples are wanted.</summary>
    internal bool WantsAll => _events is null && _processes is null;

    /// <summary>Whether a sample is wanted.</summary>
    internal bool Wants(in StreamEvent entry) => Wants(entry.Event, entry.ProcessId);

    /// <summary>Whether samples of an event and a process are wanted.</summary>
    internal bool Wants(int eventIndex, int processId)
    {
        if (_processes is not null && !_processes.Contains(processId))
            return false;
        if (_events is null)
            return true;
        if (eventIndex != _lastEvent)
        {
            _lastEvent = eventIndex;
            _lastWanted = _events.Contains(Resolver.EventOf(eventIndex));
        }

        return _lastWanted;
    }
}
