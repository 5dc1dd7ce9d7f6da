using System.Globalization;
using System.Runtime.CompilerServices;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Analysis.Symbols;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Turns the integers of a source's samples into names. Each frame is looked up once, whatever the number of samples,
/// and only when somebody asks. Any thread.
/// </summary>
public sealed class SampleResolver
{
    private static readonly ConditionalWeakTable<Session, SampleResolver> s_ofSessions = [];

    private readonly AnonymousChains _anonymous;
    private readonly FoldedStacks _folded;

    /// <summary>Resolves a source's samples.</summary>
    /// <param name="source">The source.</param>
    /// <param name="names">What says the names of addresses.</param>
    public SampleResolver(IProfileSource source, IAddressNames names)
    {
        Source = source;
        Names = names;
        _anonymous = new AnonymousChains(source.Stacks);
        Frames = new FrameNames(source, names);
        _folded = new FoldedStacks(source, Frames, _anonymous);
    }

    /// <summary>The source.</summary>
    public IProfileSource Source { get; }

    /// <summary>What says the names of addresses.</summary>
    public IAddressNames Names { get; }

    internal FrameNames Frames { get; }

    /// <summary>
    /// The resolver of all that a session has captured: of a session that is written to a folder, what is there. It stays
    /// usable after the session's disposal. May read files, and throw what <see cref="Recording.Open(string, bool)"/> throws.
    /// </summary>
    public static SampleResolver For(Session session) => Live(RetainedData.Of(session));

    /// <summary>The one resolver of what a session has in memory, made with the first call.</summary>
    public static SampleResolver Live(Session session) => s_ofSessions.GetValue(session, static key => Of(key, new Symbolizer(), hasNamelessCode: false));

    /// <summary>A resolver of a session with names of another kind, such as <see cref="UnnamedAddresses"/>.</summary>
    public static SampleResolver For(Session session, IAddressNames names) => new(new SessionProfileSource(session), names);

    /// <summary>Has a session's samples named by a symbolizer that knows some of its files already; before anybody asks.</summary>
    /// <param name="session">The session.</param>
    /// <param name="symbolizer">The symbolizer.</param>
    /// <param name="hasNamelessCode">Whether generated code was found to have no name, so that nobody will ask for it again.</param>
    internal static void Give(Session session, Symbolizer symbolizer, bool hasNamelessCode) =>
        s_ofSessions.Add(session, Of(session, symbolizer, hasNamelessCode));

    /// <summary>Has a session's samples named by what came with them, whoever asks; before anybody does.</summary>
    internal static void Give(Session session, IAddressNames names) => s_ofSessions.Add(session, For(session, names));

    private static SampleResolver Of(Session session, Symbolizer symbolizer, bool hasNamelessCode)
    {
        var source = new SessionProfileSource(session);
        var names = new SymbolizerNames(source, symbolizer);
        return new SampleResolver(source, session.IsOfThisBoot ? names : new NamesOfAnotherBoot(names, hasNamelessCode));
    }

    /// <summary>The sample of an entry of the source's stream.</summary>
    /// <exception cref="ArgumentException">The entry is none of the kind <see cref="EventKind.Sample"/>.</exception>
    public ProfileSample Resolve(in StreamEvent entry) => entry.Kind == EventKind.Sample
        ? new ProfileSample(this, entry)
        : throw new ArgumentException($"An entry of the kind {entry.Kind} is no sample.", nameof(entry));

    /// <summary>The samples that are retained now, from the first on.</summary>
    public IEnumerable<ProfileSample> Samples()
    {
        var reader = Source.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                yield return new ProfileSample(this, entry);
        }
    }

    internal string CommandOf(int task, int threadId) => task >= 0
        ? Source.Tasks[task].Command
        : ":" + threadId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Path of a task's control group; null where it is not known.</summary>
    internal string? CgroupOf(int task) => task >= 0 && Source.Tasks[task].Cgroup is { Length: > 0 } path ? path : null;

    internal string EventOf(int index) => (uint)index < (uint)Source.EventNames.Count ? Source.EventNames[index] : FrameName.Unknown;

    internal EventValue[] ValuesOf(int eventIndex, ulong[] values)
    {
        var groups = Source.EventGroups;
        var members = (uint)eventIndex < (uint)groups.Count ? groups[eventIndex] : [];
        var named = new EventValue[values.Length];
        for (int index = 0; index < values.Length; index++)
            named[index] = new EventValue(index < members.Count ? EventOf(members[index]) : FrameName.Unknown, values[index]);
        return named;
    }

    internal FrameName NameOf(ProfileSample sample)
    {
        // A chain that a flight recorder has dropped meanwhile reads as the empty one; the place itself is still known.
        int frame = Source.Stacks.FrameOf(sample.Stack);
        if (frame == 0)
            frame = Frames.NumberOf(PlaceOf(sample));
        return Frames.Of(frame, sample.ProcessId).Name;
    }

    internal string Fold(ProfileSample sample) => sample.Stack != 0 && Source.Stacks.FrameOf(sample.Stack) == 0
        ? NameOf(sample).Folded
        : _folded.Of(sample.Stack, sample.ProcessId);

    internal bool DependsOnProcess(int stack) => _anonymous.Contains(stack);

    internal ProfileFrame[] FramesOf(ProfileSample sample)
    {
        if (Source.Stacks.FrameOf(sample.Stack) == 0)
            return [FrameOf(Frames.NumberOf(PlaceOf(sample)), sample.ProcessId)];
        var frames = new List<ProfileFrame>();
        for (int stack = sample.Stack; stack != 0; stack = Source.Stacks.ParentOf(stack))
            frames.Add(FrameOf(Source.Stacks.FrameOf(stack), sample.ProcessId));
        return [.. frames];
    }

    private static StackFrame PlaceOf(ProfileSample sample) => new(sample.Cookie, sample.Offset, sample.Mode, false);

    private ProfileFrame FrameOf(int number, int processId)
    {
        var name = Frames.Of(number, processId).Name;
        var frame = Frames.Frame(number);
        return new ProfileFrame(
            name.Image, name.Symbol, name.SymbolOffset, frame.Mode, frame.Offset, frame.Cookie, frame.IsReturnAddress);
    }
}
