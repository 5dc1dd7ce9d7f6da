namespace OProf.Capture.Markers.Probes;

/// <summary>Counts of what a probe lost, by cause. Any thread counts and reads.</summary>
internal sealed class ProbeLosses
{
    private readonly long[] _counts = new long[Causes];

    /// <summary>Number of causes.</summary>
    public static int Causes { get; } = Enum.GetValues<ProbeLossCause>().Length;

    public long this[ProbeLossCause cause] => Volatile.Read(ref _counts[(int)cause]);

    public void Count(ProbeLossCause cause, long hits = 1) => Interlocked.Add(ref _counts[(int)cause], hits);
}
