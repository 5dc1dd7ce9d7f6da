using Microsoft.Diagnostics.NETCore.Client;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>Asks processes at their diagnostics ports for streams of events.</summary>
internal static class EventPipeRequests
{
    /// <summary>Has a process begin a stream. From its return on nothing that is written is missed.</summary>
    /// <param name="port">Where it is listening.</param>
    /// <param name="configuration">What is wanted of it.</param>
    /// <param name="older">What is wanted of one that does not know all of that.</param>
    /// <param name="answerTime">How long it may take.</param>
    /// <param name="cancellation">Gives up sooner.</param>
    /// <exception cref="Sessions.CaptureException">The process does not answer in time, or refuses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EventPipeSession Start(
        DiagnosticPort port, EventPipeSessionConfiguration configuration, EventPipeSessionConfiguration? older, TimeSpan answerTime, CancellationToken cancellation = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(answerTime);
        try
        {
            // Not on a thread that may have a context to return to.
            return Task.Run(() => StartAsync(port, configuration, older, limit.Token), limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw EventPipeErrors.NoAnswer(port, answerTime);
        }
        catch (ServerErrorException e)
        {
            throw EventPipeErrors.Refused(port, e);
        }
        catch (Exception e) when (IsDenied(e))
        {
            throw EventPipeErrors.Denied(port, e);
        }
        catch (Exception e) when (e is DiagnosticsClientException or IOException or TimeoutException or FormatException)
        {
            throw EventPipeErrors.Gone(port, e);
        }
    }

    private static async Task<EventPipeSession> StartAsync(
        DiagnosticPort port, EventPipeSessionConfiguration configuration, EventPipeSessionConfiguration? older, CancellationToken cancellation)
    {
        if (port.Path.Length == 0)
            return await Ask(new DiagnosticsClient(port.ProcessId), configuration, older, cancellation).ConfigureAwait(false);
        var connector = await DiagnosticsClientConnector.FromDiagnosticPort(port.Path + ",connect", cancellation).ConfigureAwait(false);
        await using (connector.ConfigureAwait(false))
            return await Ask(connector.Instance, configuration, older, cancellation).ConfigureAwait(false);
    }

    private static async Task<EventPipeSession> Ask(
        DiagnosticsClient client, EventPipeSessionConfiguration configuration, EventPipeSessionConfiguration? older, CancellationToken cancellation)
    {
        try
        {
            return await client.StartEventPipeSessionAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (UnsupportedCommandException) when (older is not null)
        {
            return await client.StartEventPipeSessionAsync(older, cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsDenied(Exception e) =>
        e is UnauthorizedAccessException || (e is ServerNotAvailableException { InnerException: System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AccessDenied } });
}
