using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>
/// The samples of a session as columns of numbers, and tables that say each name, function, place and call chain once. A
/// snapshot: it does not change, needs its session no more, and any thread may read it.
/// </summary>
/// <remarks>
/// <code>
///   Samples  time  cpu  thread  event  stack  period
///                         |       |      |
///   Threads, Events  ◄────┴───────┘      ▼
///   Stacks           parent (a lower number), frame
///                                              ▼
///   Frames           function, mapping, offset, mode
///                        ▼         ▼
///   Functions, Mappings  names and images as numbers in Strings
/// </code>
/// </remarks>
public sealed class Profile
{
    internal Profile(
        string name, IReadOnlyList<EventRow> events, IReadOnlyList<ThreadRow> threads, NameTables names, StackColumns stacks,
        SampleColumns samples, Column<StackSum>? sums, IReadOnlyList<SessionNotice> notices)
    {
        Name = name;
        Events = events;
        Threads = threads;
        Strings = names.Strings;
        Mappings = names.Mappings;
        Functions = names.Functions;
        Frames = names.Frames;
        Stacks = stacks;
        Samples = samples;
        StackSums = sums;
        Notices = notices;
    }

    /// <summary>Name of the session.</summary>
    public string Name { get; }

    /// <summary>Names; the first is the empty one.</summary>
    public IReadOnlyList<string> Strings { get; }

    /// <summary>The events that there are samples of, in the order of their first.</summary>
    public IReadOnlyList<EventRow> Events { get; }

    /// <summary>The threads.</summary>
    public IReadOnlyList<ThreadRow> Threads { get; }

    /// <summary>The files and what goes for one.</summary>
    public IReadOnlyList<MappingRow> Mappings { get; }

    /// <summary>The functions.</summary>
    public IReadOnlyList<FunctionRow> Functions { get; }

    /// <summary>The places that call chains have.</summary>
    public Column<FrameRow> Frames { get; }

    /// <summary>The call chains.</summary>
    public StackColumns Stacks { get; }

    /// <summary>The samples; none where only sums were asked for, and there were.</summary>
    public SampleColumns Samples { get; }

    /// <summary>The samples added up, in place of <see cref="Samples"/>; null where those are there.</summary>
    internal Column<StackSum>? StackSums { get; }

    /// <summary>What has to be known to read it rightly: losses, fallbacks, guesses.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>Bytes of its columns; the names come on top.</summary>
    public long Bytes => Samples.Bytes + Stacks.Bytes + Frames.Bytes;

    /// <summary>Builds the profile of all that a session retains now, or has written to its folder.</summary>
    /// <param name="session">The session; it may be running still, and <see cref="Notices"/> say so.</param>
    /// <param name="options">Which samples; null for all.</param>
    /// <param name="progress">Told the number of samples read, on this thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The session's folder cannot be read (any more).</exception>
    /// <exception cref="FormatException">What is in the folder is no recording any more.</exception>
    /// <exception cref="InvalidDataException">What is in the folder contradicts itself, or it has more than 2^31 samples.</exception>
    public static Profile Of(
        Session session, ProfileOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        using var held = session.HoldRetained(cancellation);
        return Of(SampleResolver.For(session), session.Name, options, progress, cancellation);
    }

    /// <summary>Builds the profile of all that a source retains now.</summary>
    /// <param name="resolver">The source's resolver.</param>
    /// <param name="name">The profile's name.</param>
    /// <param name="options">Which samples; null for all.</param>
    /// <param name="progress">Told the number of samples read, on this thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Profile Of(
        SampleResolver resolver, string name, ProfileOptions? options = null, IProgress<long>? progress = null,
        CancellationToken cancellation = default) =>
        new ProfileBuilder(resolver, options ?? new ProfileOptions()).Build(name, progress, cancellation);

    /// <summary>Name of a function.</summary>
    /// <param name="function">Index in <see cref="Functions"/>.</param>
    public string NameOf(int function) => Strings[Functions[function].Name];

    /// <summary>Name of a function as it is shown in a call chain: of a script with file and line, <c>Get-Slow script.ps1:12</c>.</summary>
    /// <param name="function">Index in <see cref="Functions"/>.</param>
    public string LabelOf(int function) => FrameName.LabelOf(NameOf(function), ImageOf(function), Functions[function].Line);

    /// <summary>Name of the image that a function is in.</summary>
    /// <param name="function">Index in <see cref="Functions"/>.</param>
    public string ImageOf(int function) => Strings[Functions[function].Image];
}
