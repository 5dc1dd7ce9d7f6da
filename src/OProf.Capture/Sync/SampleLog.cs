namespace OProf.Capture.Sync;

/// <summary>
/// The samples that were put into a stream since a place, as they are, for one who writes them elsewhere on the same thread:
/// to decode their words again would cost more than the rest of it.
/// </summary>
/// <remarks>
/// Invariant: <see cref="Words"/> is the number of words of the samples that are in it. So where it is also the number of
/// words that the stream has had since the place, the log says all that the words say; else something else is among them, or
/// the log was full, and the words have to be read.
/// </remarks>
internal sealed class SampleLog
{
    // A round of a busy machine has some thousands of samples; one that has more is decoded.
    private const int MostSamples = 1 << 16;

    private LoggedSample[] _samples = new LoggedSample[1 << 10];
    private int _count;

    /// <summary>Number of words of the samples.</summary>
    public long Words { get; private set; }

    /// <summary>The samples, in the order of the stream.</summary>
    public ReadOnlySpan<LoggedSample> Samples => _samples.AsSpan(0, _count);

    /// <summary>Room for a sample of so many words; where there is none, what is written to it is left out.</summary>
    public ref LoggedSample Add(int words)
    {
        if (_count == _samples.Length)
        {
            if (_count == MostSamples)
                return ref _samples[0];
            Array.Resize(ref _samples, _count * 2);
        }

        Words += words;
        return ref _samples[_count++];
    }

    /// <summary>Begins anew at the present end of the stream.</summary>
    public void Clear()
    {
        _count = 0;
        Words = 0;
    }
}
