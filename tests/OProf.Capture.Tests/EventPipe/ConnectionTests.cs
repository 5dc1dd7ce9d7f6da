using System.Globalization;
using OProf.Capture.Native;
using OProf.Capture.Sources.EventPipe;
using Xunit;

namespace OProf.Capture.Tests.EventPipe;

public class ConnectionTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    [Fact]
    public void Each_event_comes_once_with_its_fields_its_time_and_its_thread()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/*");
        using var connection = Open(program, receiver);
        program.Do("phase first 20");
        program.Do("phase second 30");
        long end = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        Stop(connection);
        Assert.Equal(0, receiver.Lost);
        Assert.Equal(0, connection.ClockUncertainty);
        var events = receiver.Events;
        Assert.Equal([.. Phase("PhaseStart", 20), .. Phase("PhaseStart", 30)], events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal(program.Id, e.Stamp.ProcessId));
        Assert.All(events, e => Assert.Equal(program.Id, e.Stamp.ThreadId));

        // Each was written after the time that it says, and before the next one took its time.
        for (int i = 0; i < events.Count; i++)
        {
            ulong before = (ulong)(long)events[i].Fields["before"]!;
            ulong after = i + 1 < events.Count ? (ulong)(long)events[i + 1].Fields["before"]! : (ulong)end;
            Assert.InRange(events[i].Stamp.Time, before, after);
        }

        var steps = events.Where(e => e.Name == "Step").ToList();
        for (int i = 0; i < steps.Count; i++)
            StepText.AssertIs(i, steps[i].Fields);

        static IEnumerable<string> Phase(string start, int steps) => [start, .. Enumerable.Repeat("Step", steps), "PhaseStop"];
    }

    [Fact]
    public void Events_that_describe_themselves_have_their_inner_fields_and_others_their_bytes()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Described/Order");
        var bare = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Described/Bare");
        using var connection = Open(program, receiver, bare);
        program.Do("described 5");
        Stop(connection);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(n => string.Create(
                CultureInfo.InvariantCulture, $$"""Number = {{n}}, Customer = { Name = "Ö{{n}}", Rating = 0.5 }""")),
            receiver.Events.Select(e => e.Fields.ToString()));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(n => string.Create(CultureInfo.InvariantCulture, $"Payload = 0x020001000000{n:X2}000000")),
            bare.Events.Select(e => e.Fields.ToString()));
    }

    [Fact]
    public void Only_what_a_name_says_comes_to_its_receiver()
    {
        using var program = new EventProgram();
        var starts = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/Phase*start");
        var none = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/Nothing");
        using var connection = Open(program, starts, none);
        program.Do("phase one 3");
        Assert.True(SpinWait.SpinUntil(() => starts.Events.Count > 0, s_long));
        Assert.Equal(1, connection.Remove(starts));
        program.Do("phase two 3");
        Stop(connection);
        Assert.Equal("name = \"one\"", Assert.Single(starts.Events).Fields.ToString().Split(',')[0]);
        Assert.Empty(none.Events);
        Assert.Contains("Step", connection.EventsSeen);
    }

    [Fact]
    public void Keywords_and_levels_leave_out_the_rest_in_the_process_itself()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work:0x2:Informational/*");
        using var connection = Open(program, receiver);
        program.Do("phase one 3");
        program.Do("fast 3");
        Stop(connection);
        Assert.Equal(["PhaseStart", "PhaseStop"], receiver.Events.Select(e => e.Name));
        Assert.Equal(2, connection.EventsSeen.Count);
    }

    [Fact]
    public void Events_of_the_runtime_have_the_names_and_values_of_its_enumerations()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/Microsoft-Windows-DotNETRuntime/GCStart");
        using var connection = Open(program, receiver);
        program.Do("collect");
        program.Do("collect");
        Stop(connection);
        var induced = receiver.Events.Where(e => e.Fields["Reason"]!.Equals("Induced")).ToList();
        Assert.Equal(2, induced.Count);
        Assert.All(induced, e => Assert.Equal(2L, e.Fields["Depth"]));
        Assert.Equal((long)induced[0].Fields["Count"]! + 1, induced[1].Fields["Count"]);
    }

    [Fact]
    public void Counters_come_in_the_shapes_that_they_have()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/System.Runtime:::EventCounterIntervalSec=0.05/EventCounters");
        using var connection = Open(program, receiver);
        Assert.True(SpinWait.SpinUntil(() => receiver.Events.Select(e => e.Schema).Distinct().Count() > 1, s_long));
        Stop(connection);
        Assert.Equal(0, receiver.Lost);
        Assert.Contains(receiver.Events, e => e.Fields.ToString().Contains("Name = \"working-set\"", StringComparison.Ordinal));
        Assert.Contains(receiver.Events, e => e.Fields.ToString().Contains("Increment = ", StringComparison.Ordinal));
    }

    [Fact]
    public void Thousands_of_events_are_all_there()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/Detail");
        using var connection = Open(program, receiver);
        program.Do("fast 20000");
        Stop(connection);
        Assert.Equal(20000, receiver.Events.Count + receiver.Lost);
        Assert.Equal(0, receiver.Lost);
        Assert.Equal(Enumerable.Range(0, 20000).Select(n => (long)n), receiver.Events.Select(e => (long)e.Fields["number"]!));
    }

    [Fact]
    public void A_process_that_exits_has_sent_all_and_is_said_to_have_ended()
    {
        using var program = new EventProgram();
        var receiver = new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/Step");
        using var connection = Open(program, receiver);
        program.Do("phase only 5");
        program.Exit();
        Assert.True(connection.WaitForEnd(s_long));
        Assert.True(connection.HasTargetEnded);
        Assert.Null(connection.Failure);
        Assert.Equal(5, receiver.Events.Count);
    }

    [Fact]
    public void A_process_that_is_killed_ends_the_stream_without_an_error()
    {
        using var program = new EventProgram();
        using var connection = Open(program, new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/Step"));
        program.Do("phase only 5");
        program.Kill();
        Assert.True(connection.WaitForEnd(s_long));
        Assert.True(connection.HasTargetEnded);
        Assert.Null(connection.Failure);
    }

    [Fact]
    public void A_process_that_is_stopped_holds_nobody_up()
    {
        using var program = new EventProgram();
        using var connection = Open(program, new ListReceiver($"dotnet:{program.Id}/OProf-Test-Work/Step"));
        Assert.Equal(0, Kill.Invoke(program.Id, Sigstop));
        connection.BeginStop();
        Assert.False(connection.WaitForEnd(TimeSpan.FromMilliseconds(1)));
        connection.Dispose();
        Assert.True(connection.WaitForEnd(TimeSpan.Zero));
        Assert.Equal(0, Kill.Invoke(program.Id, Sigcont));

        // It goes on as if nothing had been.
        program.Do("phase after 1");
    }

    [Fact]
    public void This_process_itself_can_be_listened_to()
    {
        using var source = new System.Diagnostics.Tracing.EventSource("OProf-Test-Self");
        var receiver = new ListReceiver($"dotnet:{Environment.ProcessId}/OProf-Test-Self/Hello");
        using var connection = EventPipeConnection.Open(DiagnosticPorts.Of(Environment.ProcessId), receiver.Name.Provider);
        connection.Add(receiver);
        connection.Run();
        source.Write("Hello", new { To = "oneself" });
        Stop(connection);
        Assert.Equal("To = \"oneself\"", Assert.Single(receiver.Events).Fields.ToString());
    }

    private const int Sigcont = 18;
    private const int Sigstop = 19;

    private static EventPipeConnection Open(EventProgram program, params ListReceiver[] receivers)
    {
        var connection = EventPipeConnection.Open(DiagnosticPorts.Of(program.Id), receivers[0].Name.Provider);
        foreach (var receiver in receivers)
            connection.Add(receiver);
        connection.Run();
        return connection;
    }

    private static void Stop(EventPipeConnection connection)
    {
        connection.BeginStop();
        Assert.True(connection.WaitForEnd(s_long), "the stream has not ended");
        Assert.Null(connection.Failure);
        Assert.False(connection.HasTargetEnded);
    }
}
