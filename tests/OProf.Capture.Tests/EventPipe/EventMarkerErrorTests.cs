using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.EventPipe;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.EventPipe;

public class EventMarkerErrorTests
{
    private readonly EventSourceProvider _provider = new();

    [Theory]
    [InlineData("dotnet:/My/*", "a process id or name")]
    [InlineData("dotnet:1/My", "a provider, a slash and an event")]
    [InlineData("dotnet:1/My/", "a provider, a slash and an event")]
    [InlineData("dotnet:1/:3/Event", "the name of a provider")]
    [InlineData("dotnet:1/My:everything/Event", "keywords as a hexadecimal number, found 'everything'")]
    [InlineData("dotnet:1/Microsoft-Windows-DotNETRuntime:gc+everything/Event", "gc, gchandle")]
    [InlineData("dotnet:1/My:1:Loud/Event", "a level of 0 to 5")]
    [InlineData("dotnet:1/My:1:9/Event", "a level of 0 to 5")]
    public void A_name_that_is_none_is_refused_with_what_was_expected(string name, string expected)
    {
        var error = Assert.Throws<CaptureException>(() => _provider.TryGet(name)).Error;
        Assert.Equal("OProfEventSourceSyntax", error.Id);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keywords_levels_and_arguments_are_read_as_dotnet_trace_reads_them()
    {
        var name = EventMarkerName.Parse("dotnet:app/My-Provider:0x1F:Warning:A=1;B=x/Request/Start");
        Assert.Equal(("app", "My-Provider", 0x1FL, System.Diagnostics.Tracing.EventLevel.Warning, "RequestStart"),
            (name.Process, name.Provider.Name, name.Provider.Keywords, name.Provider.Level, name.Event));
        Assert.Equal([new("A", "1"), new("B", "x")], name.Provider.ArgumentPairs()!);
        var all = EventMarkerName.Parse("dotnet:7/My/*").Provider;
        Assert.Equal((-1L, System.Diagnostics.Tracing.EventLevel.Verbose, ""), (all.Keywords, all.Level, all.Arguments));
        var collections = EventMarkerName.Parse("dotnet:7/microsoft-windows-dotnetruntime/GCStart").Provider;
        Assert.Equal((1L, System.Diagnostics.Tracing.EventLevel.Informational), (collections.Keywords, collections.Level));
        Assert.Equal(0x8001, EventMarkerName.Parse("dotnet:7/Microsoft-Windows-DotNETRuntime:gc+Exception/*").Provider.Keywords);
        Assert.Equal("EventCounterIntervalSec=1", EventMarkerName.Parse("dotnet:7/System.Runtime/EventCounters").Provider.Arguments);
    }

    [Fact]
    public void Processes_are_found_by_number_name_and_wildcard_with_the_events_of_their_runtime()
    {
        using var program = new EventProgram();
        string start = $"dotnet:{program.Id}/";
        Assert.Contains(_provider.Find("*GCStart"), marker => marker.Name == start + "Microsoft-Windows-DotNETRuntime/GCStart");
        Assert.All(_provider.Find(start + "*"), marker => Assert.StartsWith(start, marker.Name, StringComparison.Ordinal));
        Assert.Contains(_provider.Find(start + "*"), marker => marker.Name == start + "System.Runtime/EventCounters");
        Assert.Contains(_provider.Find("dotnet:dotne*/My-Own:3/Request*"), marker => marker.Name == start + "My-Own:3/Request*");
        Assert.Equal(start + "My-Own/*", _provider.TryGet(start + "My-Own/*")!.Name);
        Assert.Null(_provider.TryGet("sched:sched_switch"));
        Assert.Null(_provider.TryGet("dotnet:*/My-Own/*"));
        Assert.Empty(_provider.Find("sched:*"));
    }

    [Fact]
    public void A_process_that_is_not_there_has_no_runtime_or_was_started_without_a_port_is_refused()
    {
        using var shell = new ShellProcess("echo ready; read line");
        shell.ReadLine();
        Assert.Equal("OProfNotDotNet", Refusal(shell.Id).Id);
        using (var program = new EventProgram(("DOTNET_EnableDiagnostics", "0")))
        {
            var error = Refusal(program.Id);
            Assert.Equal("OProfDiagnosticsOff", error.Id);
            Assert.Contains("DOTNET_EnableDiagnostics=0", error.Message, StringComparison.Ordinal);
        }

        int gone;
        using (var program = new EventProgram())
        {
            File.Delete(DiagnosticPorts.Of(program.Id).Path);
            Assert.Equal("OProfDiagnosticsPortMissing", Refusal(program.Id).Id);
            gone = program.Id;
        }

        Assert.Equal(CaptureErrorId.ProcessNotFound, Refusal(gone).Id);
        Assert.Equal(CaptureErrorId.ProcessNotFound, Assert.Throws<CaptureException>(() => _provider.TryGet("dotnet:oprof-nobody/My/*")).Error.Id);
    }

    [Fact]
    public void A_process_that_is_stopped_is_waited_for_a_limited_time()
    {
        using var program = new EventProgram();
        Assert.Equal(0, Kill.Invoke(program.Id, 19));
        var request = EventMarkerName.Parse($"dotnet:{program.Id}/OProf-Test-Work/*").Provider;
        var error = Assert.Throws<CaptureException>(() => EventPipeConnection.Open(DiagnosticPorts.Of(program.Id), request, TimeSpan.FromMilliseconds(50))).Error;
        Assert.Equal("OProfDiagnosticsTimeout", error.Id);
        Assert.Equal(0, Kill.Invoke(program.Id, 18));
    }

    [Fact]
    public void A_process_that_serves_as_many_as_it_can_refuses_the_next()
    {
        using var program = new EventProgram();
        var port = DiagnosticPorts.Of(program.Id);
        var request = EventMarkerName.Parse($"dotnet:{program.Id}/OProf-Test-Work/*").Provider;
        var open = new List<EventPipeConnection>();
        try
        {
            CaptureError? error = null;
            while (error is null && open.Count < 100)
            {
                try
                {
                    open.Add(EventPipeConnection.Open(port, request));
                }
                catch (CaptureException e)
                {
                    error = e.Error;
                }
            }

            Assert.Equal((64, "OProfEventPipeRefused"), (open.Count, error?.Id));
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    private CaptureError Refusal(int processId) => Assert.Throws<CaptureException>(() => _provider.TryGet($"dotnet:{processId}/My-Own/*")).Error;
}
