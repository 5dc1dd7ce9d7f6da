namespace OProf.Capture.Markers.Probes;

/// <summary>A probe's connection to a marker, and what the marker had lost when it began and when it ended. Immutable.</summary>
internal sealed class ProbeLink
{
    private readonly long[] _before;
    private readonly long[]? _atEnd;

    /// <summary>Begins a connection.</summary>
    public ProbeLink(ArmedMarker armed)
        : this(armed, LossesOf(armed), null)
    {
    }

    private ProbeLink(ArmedMarker armed, long[] before, long[]? atEnd)
    {
        Armed = armed;
        _before = before;
        _atEnd = atEnd;
    }

    public ArmedMarker Armed { get; }

    /// <summary>The connection as it is at its end.</summary>
    public ProbeLink Ended() => new(Armed, _before, _atEnd ?? LossesOf(Armed));

    /// <summary>Hits that the marker lost meanwhile.</summary>
    public long Lost(ProbeLossCause cause) => (_atEnd?[(int)cause] ?? Armed.Lost(cause)) - _before[(int)cause];

    private static long[] LossesOf(ArmedMarker armed) => [.. Enum.GetValues<ProbeLossCause>().Select(armed.Lost)];
}
