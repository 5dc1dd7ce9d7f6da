using System.Runtime.InteropServices;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>
/// Ctrl+C, SIGTERM and SIGHUP stop the session, so that what it has is still reported; the second one ends the process.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly CaptureSession _session;
    private int _count;

    internal StopSignals(CaptureSession session)
    {
        _session = session;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
            return;
        context.Cancel = true;
        _session.Stop();
    }
}
