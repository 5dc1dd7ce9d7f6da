using System.Runtime.InteropServices;

namespace OProf.Cli;

/// <summary>Ctrl+C, SIGTERM and SIGHUP cancel what is under way; the second one ends the process.</summary>
internal sealed class CancelSignals : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal CancelSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _cancelled.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _cancelled.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        if (_cancelled.IsCancellationRequested)
            return;
        context.Cancel = true;
        _cancelled.Cancel();
    }
}
