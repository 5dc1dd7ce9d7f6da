using OProf.Analysis.Formats;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using OProf.Analysis.Tests.Formats.Ctf.Reading;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats;

public sealed class CaptureImportTests : IDisposable
{
    private readonly TraceFolder _folder = new();

    [Fact]
    public void Opens_a_trace_of_another_tracer_under_the_name_that_is_given()
    {
        Write(packets: 1);
        using var session = CaptureImport.Open(_folder.Path, new ImportOptions { Name = "mine", Recover = true });
        Assert.Equal(("mine", SessionState.Stopped), (session.Name, session.State));
        Assert.DoesNotContain(session, SessionRegistry.Sessions);
        var reader = session.OpenReader();
        int events = 0;
        while (reader.TryRead(out var entry))
            events += entry.Kind == EventKind.Data ? 1 : 0;
        Assert.Equal(5000, events);
    }

    [Fact]
    public void Tells_which_part_has_been_read()
    {
        Write(packets: 8);
        var parts = new List<double>();
        using var session = CaptureImport.Open(_folder.Path, new ImportOptions { Progress = new Reported<double>(parts.Add) });
        Assert.NotEmpty(parts);
        Assert.Equal(parts.Order(), parts);
        Assert.All(parts, part => Assert.InRange(part, 0, 1));
        Assert.InRange(parts[^1], 0.5, 1);
    }

    [Fact]
    public void Ends_when_it_is_cancelled_meanwhile()
    {
        Write(packets: 8);
        using var cancellation = new CancellationTokenSource();
        var options = new ImportOptions { Progress = new Reported<double>(_ => cancellation.Cancel()), Cancellation = cancellation.Token };
        Assert.Throws<OperationCanceledException>(() => CaptureImport.Open(_folder.Path, options));
    }

    [Fact]
    public void Says_what_is_no_trace()
    {
        Assert.Equal("OProfImportNotATrace", Refusal(_folder.Path));
        Assert.Equal("OProfImportNotFound", Refusal(_folder.At("nothing")));
        File.WriteAllText(_folder.At("file"), "x");
        Assert.Equal("OProfImportNotATrace", Refusal(_folder.At("file")));
    }

    public void Dispose() => _folder.Dispose();

    private static string Refusal(string path) => Assert.Throws<CaptureException>(() => CaptureImport.Open(path)).Error.Id;

    private void Write(int packets) => _folder.Metadata(SimpleTrace.Metadata).Stream(
        "channel_0", Enumerable.Range(0, packets).Select(number => SimpleTrace.Ticks((ulong)number * 5000, 5000, 1000 + ((ulong)number * 100_000), (ulong)number)));

    private sealed class Reported<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
