using System.Globalization;
using OProf.Capture.Markers;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// Follows the CPUs of a system-wide session as they go offline and come back. For the sync thread.
/// </summary>
/// <remarks>
/// The kernel takes a CPU's events off it when it goes, and does not put them back: so they are opened again when it
/// comes, on the ring that it had. Events of a task stay with the task, and need nothing.
/// </remarks>
internal sealed class CpuHotplug : IDisposable
{
    private const ulong LookNanoseconds = 100_000_000;

    private readonly CaptureSession _session;
    private readonly PerfEventSource _source;
    private readonly PerfRecordSync _records;
    private readonly AddressSpaces _spaces;
    private readonly BufferSync<CaptureBuffer, CaptureSink> _sync;
    private readonly WakeEvent _wake;
    private readonly ProcessScanner _scanner = new();
    private readonly OnlineCpus _cpus = new();
    private int[] _online;
    private ulong _nextLook;
    private ulong _lastLook;

    private CpuHotplug(
        CaptureSession session, PerfEventSource source, PerfRecordSync records, AddressSpaces spaces,
        BufferSync<CaptureBuffer, CaptureSink> sync, WakeEvent wake)
    {
        _session = session;
        _source = source;
        _records = records;
        _spaces = spaces;
        _sync = sync;
        _wake = wake;
        _online = _cpus.Look() ?? [];
    }

    /// <summary>Begins with the CPUs that are online now.</summary>
    public static CpuHotplug Follow(
        CaptureSession session, PerfEventSource source, PerfRecordSync records, AddressSpaces spaces,
        BufferSync<CaptureBuffer, CaptureSink> sync, WakeEvent wake) => new(session, source, records, spaces, sync, wake);

    /// <summary>Looks whether CPUs have gone or come, a few times a second; between two rounds.</summary>
    /// <param name="now">CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="samples">Whether the session samples now; false while it is suspended.</param>
    public void Look(ulong now, bool samples)
    {
        if (now < _nextLook)
            return;
        _nextLook = now + LookNanoseconds;
        if (_cpus.Look() is { } online)
        {
            foreach (int cpu in _online.Except(online))
                Say($"CPU {cpu} went offline.");
            foreach (int cpu in online.Except(_online))
                Come(cpu, samples, now);
            _online = online;
        }

        _lastLook = now;
    }

    /// <inheritdoc/>
    public void Dispose() => _cpus.Dispose();

    private void Come(int cpu, bool samples, ulong now)
    {
        int ring = _source.Rings.ToList().FindIndex(ring => ring.Cpu == cpu);
        if (ring < 0 && _session.Options.Cpus is not null)
            return;
        try
        {
            if (ring >= 0)
                _wake.Watch(_source.Reopen(ring, samples));
            else
                Add(cpu, samples);
        }
        catch (CaptureException e)
        {
            Say($"CPU {cpu} came online, and its events could not be opened: {e.Message}");
            return;
        }

        // What processes did there until now came as no record.
        _records.NoteGap();
        lock (_session.Buffer.SyncRoot)
            _scanner.AddAll(_spaces, _session.Tables);
        double blind = (now - Math.Min(now, _lastLook)) / 1e6;
        Say(string.Create(CultureInfo.InvariantCulture, $"CPU {cpu} came online; of what it did in its first {blind:F0} ms at the most there are no samples."));
    }

    private void Add(int cpu, bool samples)
    {
        var state = new CpuState(_session.LedgerOf(cpu));
        var ring = _source.Add(cpu, samples);
        _records.AddCpu(state);
        _spaces.AddCpu(cpu);
        _sync.Add(new CaptureBuffer(ring));
        _wake.Watch(ring.Fd);
    }

    private void Say(string message) => _session.AddNotice("OProfCpuHotplug", message);
}
