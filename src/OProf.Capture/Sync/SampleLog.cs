namespace OProf.Capture.Sync;

/// <summary>
/// The samples of a recorded session as they are: for the recorder on the same thread, and in place of the stream's words for
/// as long as nobody reads those, since to make the words costs more than all else that is done for a sample.
/// </summary>
/// <remarks>
/// <code>
///     dropped │ unsaid, recorded │ unsaid, to be recorded │ room          nobody reads
///             Said               Taken                    End
///
///     said, recorded             │ said, to be recorded   │ room          somebody reads
///                                Taken               Said = End
/// </code>
/// Invariant: what is unsaid is newer than all words of the stream; before anything else is put there, it is said. So the
/// stream's order is that in which things came, whenever it is made.
/// <para>
/// Invariant: <see cref="Words"/> is the number of words of those samples to be recorded that have been said. So where it is
/// also the number of words that the stream has had since the recorder was there the last time, the log says all that came;
/// else something else is among it, or the log was full, and the words have to be read.
/// </para>
/// For the sync thread, or under the stream's lock.
/// </remarks>
internal sealed class SampleLog
{
    /// <summary>Most samples that a log can have room for.</summary>
    public const int MostSamples = 1 << 16;

    private const int LeastSamples = 1 << 10;

    // What is dropped at once where there is no room.
    private const int ShareDropped = 8;

    private readonly LoggedSample[] _samples;
    private readonly Queue<(long First, int Number)> _generations = [];
    private bool _hasReaders;

    /// <summary>Makes a log.</summary>
    /// <param name="memory">Bytes that it may take; some room it has all the same.</param>
    public SampleLog(long memory = long.MaxValue)
    {
        long samples = Math.Clamp(memory / LoggedSample.Size, LeastSamples, MostSamples);
        _samples = GC.AllocateUninitializedArray<LoggedSample>(1 << (63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)samples)));
        _generations.Enqueue((0, 0));
    }

    /// <summary>Bytes of memory that it has taken so far.</summary>
    public long Bytes => Math.Min(End, _samples.Length) * LoggedSample.Size;

    /// <summary>Samples that it has room for.</summary>
    public int Room => _samples.Length;

    /// <summary>Samples that were ever put in.</summary>
    public long End { get; private set; }

    /// <summary>Those before this one are words of the stream, or dropped.</summary>
    public long Said { get; set; }

    /// <summary>Those before this one have been recorded.</summary>
    public long Taken { get; private set; }

    /// <summary>Words of the samples to be recorded that are in the stream.</summary>
    public long Words { get; set; }

    /// <summary>What has to be where the log was taken when words come behind that.</summary>
    public EventReader? Recorder { get; set; }

    /// <summary>Whether a follower reads the words now.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>Whether words are not made before somebody needs them. Once somebody reads them, they are made as they come.</summary>
    public bool IsLazy => !_hasReaders && !IsFollowed;

    /// <summary>Whether a sample is one that the log can say everything of.</summary>
    public static bool Takes(in StreamSample sample) =>
        sample.Values.IsEmpty && (uint)sample.Cpu <= ushort.MaxValue && (uint)sample.Event <= ushort.MaxValue;

    /// <summary>Whether there is room for a sample.</summary>
    public bool HasRoom => End - Math.Min(Said, Taken) < _samples.Length;

    /// <summary>Number of the tables' generation that the oldest sample which is not said yet refers to, or the next one will.</summary>
    public int OldestGeneration => GenerationOf(Said);

    /// <summary>The samples to be recorded, in their order: the first part of them.</summary>
    public ReadOnlySpan<LoggedSample> First => _samples.AsSpan(Slot(Taken), (int)Math.Min(End - Taken, _samples.Length - Slot(Taken)));

    /// <summary>The other part.</summary>
    public ReadOnlySpan<LoggedSample> Rest => _samples.AsSpan(0, (int)(End - Taken) - First.Length);

    /// <summary>A sample that has not been dropped.</summary>
    public ref readonly LoggedSample this[long number] => ref _samples[Slot(number)];

    /// <summary>Room for the next sample; there has to be some.</summary>
    public ref LoggedSample Add() => ref _samples[Slot(End++)];

    /// <summary>Says that all samples are recorded.</summary>
    public void Take()
    {
        Taken = End;
        Words = 0;
    }

    /// <summary>Drops the oldest samples that nobody has read, for new ones.</summary>
    /// <returns>How many; 0 where all of them are still needed.</returns>
    public int Drop()
    {
        int count = (int)Math.Clamp(Taken - Said, 0, _samples.Length / ShareDropped);
        Said += count;
        return count;
    }

    /// <summary>Has the words made from now on.</summary>
    public void AddReader() => _hasReaders = true;

    /// <summary>Says that what comes refers to a new generation of the tables.</summary>
    public void BeginGeneration(int number) => _generations.Enqueue((End, number));

    /// <summary>The generation that was the newest one when a sample came that is not said yet.</summary>
    public int GenerationOf(long sample)
    {
        int number = _generations.Peek().Number;
        if (_generations.Count == 1)
            return number;
        foreach (var generation in _generations)
        {
            if (generation.First <= sample)
                number = generation.Number;
        }

        return number;
    }

    /// <summary>Forgets the generations that nothing refers to which is not said yet.</summary>
    public void ForgetGenerations()
    {
        while (_generations.Count > 1 && _generations.ElementAt(1).First <= Said)
            _generations.Dequeue();
    }

    private int Slot(long number) => (int)number & (_samples.Length - 1);
}
