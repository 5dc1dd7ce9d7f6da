using System.Globalization;
using System.Text;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Named;

/// <summary>
/// Makes a session of a file whose frames have names: whoever reads the file says images, frames, chains, tasks and events,
/// gets a number for each, and says the samples by these numbers. For one thread.
/// </summary>
/// <remarks>
/// Memory: 38 bytes for each row of samples, and each name, frame and chain once, so a small part of the file's size, but
/// for files that put much together: <see cref="MaxStacks"/> bounds what those can make of few bytes.
/// </remarks>
internal sealed class NamedCapture
{
    /// <summary>Most chains that a file may have, all beginnings of chains counted.</summary>
    internal const int MaxStacks = 1 << 26;

    // One chunk that is read while the next one is filled.
    private const long FeedBytes = 2L * EventBuffer.ChunkWords * sizeof(ulong);
    private const int RowsBetweenLooks = 4096;

    // Tells a process's programs apart, whose files are not known; far above the cookies of images.
    private const ulong ProgramCookies = 1UL << 48;

    private readonly string _path;
    private readonly ImportOptions _options;
    private readonly SessionTables _tables = new();
    private readonly GivenNames _names = new();
    private readonly NamedSamples _samples = new();
    private readonly List<string> _events = [];
    private readonly Dictionary<string, int> _ofEvents = [];
    private readonly int[] _numbers = new int[PerfRecordSync.MaxChainLength];
    private readonly NodeKey[] _keys = new NodeKey[PerfRecordSync.MaxChainLength];
    private readonly SortedDictionary<int, long> _cpus = [];

    // By process (or thread, where no process is known) the name of its main thread.
    private readonly Dictionary<int, int> _programs = [];
    private readonly int[] _nowhere;
    private bool _hasCpus;
    private bool _hasProcesses;
    private bool _hasThreads;
    private bool _hasAddresses;
    private bool _hasImages;
    private bool _hasChains;
    private ulong _first = ulong.MaxValue;
    private ulong _last;
    private long _cutChains;

    internal NamedCapture(string path, ImportOptions options)
    {
        _path = path;
        _options = options;
        _nowhere = [Frame(Image(FrameName.Unknown), 0, null)];
    }

    /// <summary>Number of rows.</summary>
    internal int Rows => _samples.Count;

    /// <summary>The cookie of an image.</summary>
    /// <param name="path">Its path, or one of perf's names in brackets.</param>
    /// <param name="buildId">Its build id; empty where it is not said.</param>
    internal ulong Image(string path, ReadOnlySpan<byte> buildId = default)
    {
        _hasImages |= path != FrameName.Unknown;
        return _tables.Cookies.Intern(ImageKind.File, Encoding.UTF8.GetBytes(path), buildId, 0, 0, 0, 0);
    }

    /// <summary>The number of a frame.</summary>
    /// <param name="image">The image's cookie.</param>
    /// <param name="address">Offset in it, or address; 0 where it is not known.</param>
    /// <param name="symbol">The function; null where it has no name.</param>
    /// <param name="symbolOffset">Bytes from its start.</param>
    /// <param name="line">The source line; null where none is known.</param>
    internal int Frame(ulong image, ulong address, string? symbol, ulong symbolOffset = 0, Symbols.SourceLine? line = null)
    {
        string path = _tables.Cookies[image]!.Path;
        _hasAddresses |= address != 0;
        bool isKernel = KernelPlaces.Contains(path, address);
        ulong cookie = isKernel ? Cookie.NoCookie : image;
        ulong offset = _names.Add(cookie, address, new GivenName(path, symbol == FrameName.Unknown ? null : symbol, symbolOffset, line));
        return _tables.Stacks.InternFrame(
            StackTable.KeyOf(cookie, offset, isKernel ? ProcessorMode.Kernel : ProcessorMode.User, isReturnAddress: false));
    }

    /// <summary>The number of a chain. One that is longer than is kept loses its outermost frames.</summary>
    /// <param name="frames">Its frames, the innermost first.</param>
    internal int Stack(ReadOnlySpan<int> frames)
    {
        if (frames.IsEmpty)
            frames = _nowhere;
        _hasChains |= frames.Length > 1;
        if (frames.Length > _numbers.Length)
        {
            _cutChains++;
            frames = frames[.._numbers.Length];
        }

        var key = default(NodeKey);
        for (int i = 0; i < frames.Length; i++)
        {
            int number = frames[frames.Length - 1 - i];
            _numbers[i] = number;
            _keys[i] = key = key.With(number);
        }

        int chain = _tables.Stacks.InternChain(_numbers.AsSpan(0, frames.Length), _keys.AsSpan(0, frames.Length));
        if (_tables.Stacks.Count > MaxStacks)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its samples have more than {MaxStacks} different call chains."));
        return chain;
    }

    /// <summary>The row of a task.</summary>
    /// <param name="processId">Process id; -1 where it is not known.</param>
    /// <param name="threadId">Thread id; -1 where it is not known.</param>
    /// <param name="command">The thread's name; empty where it is not known.</param>
    /// <remarks>
    /// A main thread that goes by another name than before runs another program, as far as can be told: so can its process's
    /// other threads from then on.
    /// </remarks>
    internal int Task(int processId, int threadId, ReadOnlySpan<byte> command)
    {
        _hasProcesses |= processId >= 0;
        _hasThreads |= threadId >= 0;
        int name = _tables.Strings.Intern(command.IsEmpty ? "[unknown]"u8 : command);
        int process = processId >= 0 ? processId : threadId;
        if (process == threadId)
            _programs[process] = name;
        return _tables.Tasks.Intern(processId, threadId, name, ProgramCookies + (ulong)_programs.GetValueOrDefault(process));
    }

    /// <summary>The index of an event.</summary>
    /// <exception cref="InvalidDataException">There are more than a sample can tell apart.</exception>
    internal int Event(string name)
    {
        if (_ofEvents.TryGetValue(name, out int index))
            return index;
        if (_events.Count >= short.MaxValue)
            throw new InvalidDataException("it has more than 32767 events.");
        _events.Add(name);
        return _ofEvents[name] = _events.Count - 1;
    }

    /// <summary>Adds samples.</summary>
    /// <param name="sample">The samples.</param>
    /// <param name="part">Which part of the file has been read: 0 to 1.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal void Add(in NamedSample sample, double part)
    {
        if (sample.Count == 0)
            return;
        _samples.Add(sample);
        _hasCpus |= sample.Cpu >= 0;
        if (sample.Time != 0)
        {
            _first = Math.Min(_first, sample.Time);
            _last = Math.Max(_last, sample.Time);
        }

        if (_samples.Count % RowsBetweenLooks == 0)
            Look(part);
    }

    /// <summary>Says how far it is.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal void Look(double part)
    {
        _options.Cancellation.ThrowIfCancellationRequested();
        _options.Progress?.Report(Math.Clamp(part, 0, 1));
    }

    /// <summary>The session.</summary>
    internal RecordedSession Build(NamedFacts facts)
    {
        CountCpus();
        bool hasTimes = _samples.HasTimes;
        var elapsed = facts.Elapsed ?? (hasTimes ? TimeSpan.FromMicroseconds((_last - _first) / 1000.0) : TimeSpan.Zero);
        var session = new RecordedSession(
            new SessionDescription
            {
                Name = _options.Name ?? Path.GetFileName(_path),
                Target = facts.Target,
                Events = _events,
                Groups = [.. _events.Select(static _ => Array.Empty<int>())],
                Cpus = [.. _cpus.Keys],
                StartTime = facts.Start ?? (new DateTimeOffset(File.GetLastWriteTimeUtc(_path)) - elapsed),
                StartTimestamp = hasTimes ? _first : 0,
                Period = facts.Period,
                CallGraph = _hasChains ? CallGraphMode.FramePointer : CallGraphMode.None,
            },
            _path,
            OpenReader,
            _tables)
        {
            KeptBytes = _samples.Bytes,
            Properties = facts.Properties,
            HasGivenNames = true,
        };
        foreach (var (cpu, samples) in _cpus)
        {
            long[] counts = new long[CpuLedger.CountsLength];
            counts[0] = counts[1] = samples;
            session.Definitions.Ledger(cpu, counts);
        }

        Say(session);
        session.Complete(null, new SessionStatus
        {
            State = SessionState.Stopped,
            EndReason = EndReason.Stopped,
            Elapsed = elapsed,
            Samples = _cpus.Values.Sum(),
            FirstSampleTimestamp = hasTimes ? _first : 0,
        });
        SampleResolver.Give(session, _names);
        return session;
    }

    private EventReader OpenReader()
    {
        var buffer = new EventBuffer(FeedBytes, EventBuffer.ChunkWords, null, BufferRetention.Overwrite);
        return new EventReader(buffer, new NamedSampleFeed(_samples, _tables, buffer));
    }

    private void CountCpus()
    {
        for (int row = 0; row < _samples.Count; row++)
        {
            int cpu = _samples[row].Cpu;
            _cpus[cpu] = _cpus.GetValueOrDefault(cpu) + (long)_samples.SamplesOf(row);
        }
    }

    private void Say(RecordedSession session)
    {
        var lacks = new List<string>();
        void Note(bool has, string what)
        {
            if (!has)
                lacks.Add(what);
        }

        Note(_samples.HasTimes, "times");
        Note(_hasCpus, "CPUs");
        Note(_hasProcesses, "process ids");
        Note(_hasThreads, "thread ids");
        Note(_hasImages, "images");
        Note(_hasAddresses, "addresses");
        if (lacks.Count > 0)
            session.AddNotice("OProfImportLacks", $"What the file does not say of its samples: {string.Join(", ", lacks)}.");
        if (_samples.AreRowsSamples)
            session.AddNotice("OProfImportCountsAreWeights", "The file's counts are too many for samples: each of its stacks is one sample, which weighs its count.");
        if (_cutChains > 0)
            session.AddNotice("OProfImportChainsCut", string.Create(CultureInfo.InvariantCulture, $"{_cutChains} samples had call chains of more than {PerfRecordSync.MaxChainLength} frames, which have lost their outermost ones."));
    }
}
