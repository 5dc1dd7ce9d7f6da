namespace OProf.Capture.Markers.Probes;

/// <summary>What a probe is to do, and at which marker. Two that are equal are the same probe.</summary>
public abstract record ProbeOptions
{
    /// <summary>
    /// The marker's name; <c>*</c> and <c>?</c> match several markers. Case does not count.
    /// </summary>
    public required string Marker { get; init; }

    /// <summary>
    /// What a hit has to meet, in the notation of the kernel's event filters: <c>prev_pid != 0 &amp;&amp; prev_comm ~ "ba*"</c>.
    /// Null for all hits.
    /// </summary>
    public string? Filter { get; init; }

    /// <summary>The markers that the probe is connected to, by their role, and what their hits have to meet.</summary>
    internal virtual IReadOnlyList<(string Name, string? Filter)> Places => [(Marker, Filter)];

    /// <summary>The probe of these options.</summary>
    /// <param name="id">Its number in its session.</param>
    internal abstract Probe Create(int id);
}
