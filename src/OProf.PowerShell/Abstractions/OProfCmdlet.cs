using System.Management.Automation;
using OProf.Capture.Sessions;
using OProf.PowerShell.Errors;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// What all cmdlets of the module have in common: an error of the engine becomes an error record with the same id, and a
/// stopped pipeline (Ctrl+C) is known to whatever waits.
/// </summary>
public abstract class OProfCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken PipelineStopped => _stopped.Token;

    /// <summary>Whether an error of the engine ends the cmdlet; else the next input object is taken.</summary>
    protected virtual bool IsErrorTerminating => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(End);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        _stopped.Cancel();
        OnStopped();
    }

    /// <summary>Runs before the first input object.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Runs for each input object, or once where there is no input.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>Runs after the last input object; not where the pipeline was stopped.</summary>
    protected virtual void End()
    {
    }

    /// <summary>Ends what is under way, on the thread that stops the pipeline.</summary>
    protected virtual void OnStopped()
    {
    }

    /// <summary>Lets go of what the cmdlet holds, however the pipeline ended.</summary>
    /// <param name="disposing">Whether it was called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stopped.Dispose();
    }

    /// <summary>Reports an error as the cmdlet's kind asks for.</summary>
    /// <param name="record">The error.</param>
    protected void Report(ErrorRecord record)
    {
        if (IsErrorTerminating)
            ThrowTerminatingError(record);
        else
            WriteError(record);
    }

    /// <summary>Leaves the cmdlet where the pipeline was stopped.</summary>
    /// <exception cref="PipelineStoppedException">It was.</exception>
    protected void ThrowIfStopped()
    {
        if (PipelineStopped.IsCancellationRequested)
            throw new PipelineStoppedException();
    }

    /// <summary>Does something that ends early where the pipeline is stopped.</summary>
    private protected static T Stoppable<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (CaptureException exception)
        {
            Report(exception.ToErrorRecord());
        }
    }
}
