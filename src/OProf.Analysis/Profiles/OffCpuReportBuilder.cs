namespace OProf.Analysis.Profiles;

/// <summary>Collects times off the CPU, from one source or several, and puts them together. For one thread.</summary>
public sealed class OffCpuReportBuilder
{
    private readonly IReadOnlyList<ProfileKey> _by;
    private readonly SampleReportBuilder _samples;
    private bool _taken;

    /// <summary>Begins a report.</summary>
    /// <param name="by">The keys, in the order of the columns.</param>
    /// <param name="events">Names of the events to look at, see <see cref="Capture.Sessions.OffCpuEvents"/>; null or empty for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is none, or <see cref="ProfileKey.Event"/>.</exception>
    public OffCpuReportBuilder(IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string>? events = null)
    {
        _by = by;
        _samples = new SampleReportBuilder(by, new ReportKeys(by, events, offCpu: true));
    }

    /// <summary>Adds a sample; one that is no time off the CPU is passed over.</summary>
    public void Add(ProfileSample sample)
    {
        _taken |= OffCpuReport.IsTaken(sample.Resolver.Source);
        _samples.Add(sample);
    }

    /// <summary>Adds all that a source retains now.</summary>
    public void AddAll(SampleResolver resolver)
    {
        _taken |= OffCpuReport.IsTaken(resolver.Source);
        _samples.AddAll(resolver);
    }

    /// <summary>The report of what was added.</summary>
    public OffCpuReport Build()
    {
        var report = _samples.Build();
        return new OffCpuReport(_by, [.. report.Rows.Select(static row => new OffCpuReportRow(row))], report.Notices, report.Samples, _taken);
    }
}
