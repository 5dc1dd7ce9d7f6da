using OProf.Benchmarks.Rings;
using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;

namespace OProf.Benchmarks.Markers;

/// <summary>A marker with two 64-bit fields whose hits a session records, with time, CPU and thread.</summary>
internal sealed class RecordingContender : Contender
{
    private static readonly Marker<long, long> s_marker = Marker.Create<long, long>("benchmark:recorded", "first", "second");

    private readonly CaptureSession _session;
    private readonly Probe _probe;
    private long _hits;

    public RecordingContender(string name, int records)
        : base(name, records)
    {
        _session = CaptureSession.Start(new CaptureOptions
        {
            Events = ["cpu-clock"],
            Frequency = 10,
            Mode = OProf.Capture.Sync.BufferRetention.Overwrite,
            MaxMemory = 64 << 20,
            PublishedSize = 0,
        });
        _probe = _session.AddProbe(new RecordProbeOptions { Marker = s_marker.Name });
    }

    public override long Lost => _probe.Lost;

    public override void Dispose()
    {
        _session.Dispose();
        base.Dispose();
    }

    protected override void Write(int writer)
    {
        for (long i = 0; i < Records; i++)
            s_marker.Hit(i, writer);
        Interlocked.Add(ref _hits, Records);
    }

    // The sync thread has taken all before the next turn begins.
    protected override void Empty() => SpinWait.SpinUntil(() => _probe.Hits + _probe.Lost >= Volatile.Read(ref _hits));
}
