using Microsoft.Diagnostics.Tracing;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.EventPipe;
using Xunit;

namespace OProf.Capture.Tests.EventPipe;

/// <summary>The samples that .NET's own sampler takes of a program.</summary>
public sealed class EventPipeSamplingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_process_is_sampled_until_the_time_is_over(bool asPublished)
    {
        using var program = new EventProgram();
        program.Begin("phase work 1000000");
        using var stream = new MemoryStream();
        var told = new List<double>();

        // As it is found here, and as it is found where there is no /proc.
        var port = asPublished ? PublishedPorts.Of(program.Id) : DiagnosticPorts.Of(program.Id);
        var duration = TimeSpan.FromSeconds(1);
        Assert.InRange(EventPipeSampling.Write(port, stream, duration, new Told(told), CancellationToken.None), duration, TimeSpan.MaxValue);
        Assert.Equal(told.Order(), told);
        Assert.All(told, static part => Assert.InRange(part, 0, 1));
        var (samples, methods) = Read(stream);
        Assert.InRange(samples, 1, int.MaxValue);
        Assert.Contains("Phase", methods);
    }

    [Fact]
    public void Its_end_ends_it()
    {
        using var program = new EventProgram();
        using var stream = new MemoryStream();
        var ended = new Told([]) { First = program.Kill };
        Assert.InRange(
            EventPipeSampling.Write(DiagnosticPorts.Of(program.Id), stream, TimeSpan.FromHours(1), ended, TestContext.Current.CancellationToken),
            TimeSpan.Zero, TimeSpan.FromMinutes(59));
    }

    [Fact]
    public void It_is_given_up()
    {
        using var program = new EventProgram();
        using var stream = new MemoryStream();
        using var stop = new CancellationTokenSource();
        var cancelled = new Told([]) { First = stop.Cancel };
        Assert.Throws<OperationCanceledException>(() => EventPipeSampling.Write(DiagnosticPorts.Of(program.Id), stream, TimeSpan.FromHours(1), cancelled, stop.Token));
        long length = stream.Length;

        // Nobody writes any more, and the process serves the next.
        program.Do("phase after 3");
        Assert.Equal(length, stream.Length);
        EventPipeSampling.Write(DiagnosticPorts.Of(program.Id), new MemoryStream(), TimeSpan.FromMilliseconds(100), null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_stream_that_takes_nothing_ends_it()
    {
        using var program = new EventProgram();
        using var full = new FullStream();
        Assert.Same(
            full.Thrown,
            Assert.Throws<IOException>(() => EventPipeSampling.Write(DiagnosticPorts.Of(program.Id), full, TimeSpan.FromHours(1), null, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Processes_with_a_port_are_listed()
    {
        using var program = new EventProgram();
        Assert.Contains(program.Id, EventPipeSampling.Processes().Select(static process => process.Id));
    }

    [Fact]
    public void A_process_without_a_port_is_refused() =>
        Assert.Equal("OProfDiagnosticsGone", Assert.Throws<CaptureException>(static () => EventPipeSampling.Write(
            PublishedPorts.Of(1), Stream.Null, TimeSpan.FromSeconds(1), null, CancellationToken.None)).Error.Id);

    private static (int Samples, IReadOnlySet<string> Methods) Read(MemoryStream stream)
    {
        stream.Position = 0;
        using var source = new EventPipeEventSource(stream);
        int samples = 0;
        var methods = new HashSet<string>();
        var rundown = new Microsoft.Diagnostics.Tracing.Parsers.Clr.ClrRundownTraceEventParser(source);
        rundown.MethodDCStopVerbose += data => methods.Add(data.MethodName);
        var profiler = new Microsoft.Diagnostics.Tracing.EventPipe.SampleProfilerTraceEventParser(source);
        profiler.ThreadSample += _ => samples++;
        source.Process();
        return (samples, methods);
    }

    private sealed class Told(List<double> told) : IProgress<double>
    {
        public Action? First { get; set; }

        public void Report(double value)
        {
            told.Add(value);
            First?.Invoke();
            First = null;
        }
    }

    private sealed class FullStream : MemoryStream
    {
        public IOException Thrown { get; } = new("No space left on device");

        public override void Write(byte[] buffer, int offset, int count) => throw Thrown;

        public override void Write(ReadOnlySpan<byte> buffer) => throw Thrown;
    }
}
