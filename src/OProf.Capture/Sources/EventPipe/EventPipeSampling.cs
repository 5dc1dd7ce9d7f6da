using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Parsers;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// Has the sampler that .NET brings itself take the stacks of a .NET process's threads: on every system that .NET runs on, and with
/// no permission beyond being its user. It stops all threads each millisecond or so and takes those that wait like those that
/// run, and managed code alone; where there are perf events, a session tells more and costs less.
/// </summary>
public static class EventPipeSampling
{
    private const string SampleProfiler = "Microsoft-DotNETCore-SampleProfiler";
    private const int BufferMegabytes = 256;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>Writes the samples of a process, with the names of its methods, as a .nettrace file.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="stream">Where to; stays open. Written on a thread of its own.</param>
    /// <param name="duration">How long; less where the process ends.</param>
    /// <param name="progress">Is told which part of the time is over, 0 to 1, on the calling thread; null for nobody.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>How long the process was sampled.</returns>
    /// <exception cref="CaptureException">The process has no diagnostics port, or refuses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: what is in the stream is no whole file.</exception>
    public static TimeSpan Write(int processId, Stream stream, TimeSpan duration, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Write(OperatingSystem.IsLinux() ? DiagnosticPorts.Of(processId) : PublishedPorts.Of(processId), stream, duration, progress, cancellation);

    /// <summary>The processes that can be sampled now.</summary>
    /// <returns>Their ids and names, by id.</returns>
    public static IEnumerable<(int Id, string Name)> Processes() =>
        (OperatingSystem.IsLinux() ? DiagnosticPorts.All() : PublishedPorts.All()).Select(static port => (port.ProcessId, port.ProcessName));

    internal static TimeSpan Write(DiagnosticPort port, Stream stream, TimeSpan duration, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);

        // Methods that are compiled meanwhile are said as they are, all others at the end (the rundown).
        var configuration = new EventPipeSessionConfiguration(
            [
                new EventPipeProvider(SampleProfiler, EventLevel.Informational),
                new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)(ClrTraceEventParser.Keywords.Jit | ClrTraceEventParser.Keywords.JittedMethodILToNativeMap | ClrTraceEventParser.Keywords.Loader | ClrTraceEventParser.Keywords.NGen)),
            ],
            BufferMegabytes, requestRundown: true, requestStackwalk: true);
        using var session = EventPipeRequests.Start(port, configuration, older: null, EventPipeConnection.AnswerTime, cancellation);
        var began = Stopwatch.StartNew();
        var copying = Task.Factory.StartNew(() => session.EventStream.CopyTo(stream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            while (began.Elapsed < duration && !IsOver(copying, duration - began.Elapsed, cancellation))
                progress?.Report(Math.Min(1, began.Elapsed / duration));
            var sampled = began.Elapsed;

            // One that is not read any more would wait for its reader, and so would the answer.
            if (copying.IsFaulted)
                copying.GetAwaiter().GetResult();
            var stopping = session.StopAsync(cancellation);
            while (!IsOver(copying, s_look, cancellation))
                progress?.Report(1);
            copying.GetAwaiter().GetResult();
            Ignore(stopping);
            return sampled;
        }
        catch
        {
            // The thread that copies sees the connection end, and the stream is the caller's again.
            session.Dispose();
            ((IAsyncResult)copying).AsyncWaitHandle.WaitOne();
            _ = copying.Exception;
            throw;
        }
    }

    private static bool IsOver(Task copying, TimeSpan limit, CancellationToken cancellation)
    {
        // Not Wait, which throws what the copying has thrown as an AggregateException.
        return WaitHandle.WaitAny([((IAsyncResult)copying).AsyncWaitHandle, cancellation.WaitHandle], limit < s_look ? limit : s_look) switch
        {
            0 => true,
            1 => throw new OperationCanceledException(cancellation),
            _ => false,
        };
    }

    // Where the process has ended by itself there is nobody to be asked to stop.
    private static void Ignore(Task stopping)
    {
        try
        {
            stopping.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is DiagnosticsClientException or IOException or TimeoutException)
        {
        }
    }
}
