using System.Runtime.Versioning;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Counters;

public class CountedCommandTests : LiveSessionTest
{
    private static readonly CounterOptions s_software = new() { Events = ["task-clock", "page-faults", "minor-faults", "major-faults", "context-switches"] };

    [Fact]
    public void Counts_from_the_commands_exec_to_its_end()
    {
        var run = new CountedCommand(["true"], s_software).Run();
        Assert.Equal((0, false), (run.Command!.ExitCode, run.Failed));
        Assert.All(run.Counters, counter => Assert.Equal(CounterStatus.Counted, counter.Status));
        Assert.All(run.Counters, counter => Assert.Equal(counter.TimeEnabled, counter.TimeRunning));
        var faults = ValueOf(run, "page-faults");
        Assert.InRange(faults, 10, 1_000);
        Assert.Equal(faults, ValueOf(run, "minor-faults") + ValueOf(run, "major-faults"));

        // The clock is that of the time in which it was switched on: of the one thread that there was.
        Assert.InRange(ValueOf(run, "task-clock"), 1, run.WallTime);
        Assert.InRange(run.UserTime + run.SystemTime, 0, run.WallTime + 1_000_000);
    }

    [Fact]
    public void Counts_what_the_command_starts()
    {
        double Faults(string script) => ValueOf(new CountedCommand(["sh", "-c", script], s_software).Run(), "page-faults");
        Assert.InRange(Faults("true; head -c 40000000 /dev/zero | tail -c 39000000 >/dev/null; true"), 5_000 + Faults("true"), double.MaxValue);
    }

    [Fact]
    public void Keeps_exit_code_and_signal()
    {
        var code = new CountedCommand(["sh", "-c", "exit 7"], s_software).Run();
        Assert.Equal((7, null, true), (code.Command!.ExitCode, code.Command.Signal, code.Failed));
        var signal = new CountedCommand(["sh", "-c", "kill -9 $$"], s_software).Run();
        Assert.Equal((null, 9, true), (signal.Command!.ExitCode, signal.Command.Signal, signal.Failed));
    }

    [Fact]
    public void Says_what_is_not_there_and_counts_the_rest()
    {
        // A number that no processor has, and one that only counts whole CPUs where there is a processor's unit at all.
        var run = new CountedCommand(["true"], new CounterOptions { Events = ["{page-faults,r7fffffffffffffff}", "task-clock"] }).Run();
        Assert.Equal(CounterStatus.Counted, run.Counters[0].Status);
        Assert.Equal(CounterStatus.NotSupported, run.Counters[1].Status);
        Assert.NotEqual("", run.Counters[1].Reason);
        Assert.Equal(CounterStatus.Counted, run.Counters[2].Status);
    }

    [Fact]
    public void Counts_a_group_whose_members_belong_together()
    {
        var run = new CountedCommand(["true"], new CounterOptions { Events = ["{page-faults,minor-faults,task-clock}"] }).Run();
        Assert.All(run.Counters, counter => Assert.Equal(CounterStatus.Counted, counter.Status));
        Assert.Equal(run.Counters[0].Value, run.Counters[1].Value);
        Assert.Single(run.Counters.Select(counter => counter.TimeEnabled).Distinct());
    }

    [Fact]
    public void Captures_the_output()
    {
        var run = new CountedCommand(["sh", "-c", "echo out; echo err >&2"], s_software with { CommandOutput = CommandOutput.Capture }).Run();
        Assert.Equal(("out\n", "err\n"), (run.Command!.StandardOutput, run.Command.StandardError));
    }

    [Fact]
    public void Samples_the_same_run_where_it_is_asked_to()
    {
        var options = s_software with { Profile = new CaptureOptions { Events = ["cpu-clock"], Frequency = 5_000 } };
        var run = new CountedCommand(["head", "-c", "300000000", "/dev/zero"], options).Run();
        using var session = run.Session!;
        Assert.Equal(run.Command!.ProcessId, session.Command!.ProcessId);
        Assert.Equal(SessionState.Stopped, session.State);
        Assert.Equal(EndReason.CommandExited, session.EndReason);
        Assert.InRange(session.SampleCount, 5, long.MaxValue);

        // As many samples as the CPU time that was counted has room for.
        Assert.InRange(session.SampleCount, 1, (ValueOf(run, "task-clock") / 1e9 * 5_000 * 1.1) + 2);
    }

    [Fact]
    public void Starts_in_its_folder_with_no_descriptors_but_those_that_are_handed_on()
    {
        string folder = Directory.CreateTempSubdirectory("oprof-folder-").FullName;
        try
        {
            var options = s_software with { CommandOutput = CommandOutput.Capture, WorkingDirectory = folder };
            var run = new CountedCommand(["sh", "-c", "pwd; echo \"$PWD\"; ls /proc/$$/fd"], options).Run();
            string[] said = run.Command!.StandardOutput!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal([folder, folder], said[..2]);
            Assert.Subset(HandedOn(), said[2..].ToHashSet());
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    // A managed process ignores SIGPIPE, which a program that it starts would inherit.
    [Fact]
    public void Signals_are_at_their_defaults() =>
        Assert.Equal(13, new CountedCommand(["sh", "-c", "kill -PIPE $$"], s_software).Run().Command!.Signal);

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_script_without_an_interpreter_is_run_by_the_shell_and_one_with_a_missing_one_is_an_error()
    {
        string file = Path.GetTempFileName();
        try
        {
            var mode = File.GetUnixFileMode(file) | UnixFileMode.UserExecute;
            File.WriteAllText(file, "echo \"$1\"; exit 3\n");
            File.SetUnixFileMode(file, mode);
            var work = new CountedCommand([file, "one"], s_software with { CommandOutput = CommandOutput.Capture });
            for (int round = 0; round < 2; round++)
            {
                var run = work.Run();
                Assert.Equal((3, "one\n"), (run.Command!.ExitCode, run.Command.StandardOutput));
            }

            File.WriteAllText(file, "#!/no/such/interpreter\n");
            var error = Assert.Throws<CaptureException>(() => work.Run());
            Assert.Equal("OProfCommandNotStarted", error.Error.Id);
            Assert.Contains("ENOENT", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        // It was there for the first runs.
        Assert.Equal("OProfCommandNotFound", Assert.Throws<CaptureException>(() => new CountedCommand([file], s_software).Run()).Error.Id);
    }

    [Fact]
    public void What_outlives_a_run_is_not_in_the_next_one()
    {
        // The first run leaves a process that computes until the file goes; the second one computes for itself.
        string file = Path.GetTempFileName();
        try
        {
            var work = new CountedCommand(
                ["sh", "-c", $"if [ -s '{file}' ]; then head -c 300000000 /dev/zero | wc -c; else echo >'{file}'; while [ -e '{file}' ]; do :; done & fi"],
                s_software);
            Assert.Equal(0, work.Run().Command!.ExitCode);
            var second = work.Run();
            Assert.InRange(ValueOf(second, "task-clock"), 1, (1.3 * (second.UserTime + second.SystemTime)) + 3e6);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_command_that_is_not_there_is_an_error()
    {
        var error = Assert.Throws<CaptureException>(() => new CountedCommand(["no-such-program"], s_software).Run());
        Assert.Equal("OProfCommandNotFound", error.Error.Id);
    }

    [Fact]
    public void A_folder_that_may_not_be_entered_is_an_error()
    {
        var error = Assert.Throws<CaptureException>(() => new CountedCommand(["true"], s_software with { WorkingDirectory = "/no/such/folder" }).Run());
        Assert.Equal("OProfCommandNotStarted", error.Error.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trap '' TERM; ")]
    public void Being_cancelled_ends_the_command_also_where_it_takes_no_notice(string trap)
    {
        using var cancelled = new CancellationTokenSource();
        string file = Path.GetTempFileName();
        try
        {
            var work = new CountedCommand(["sh", "-c", $"{trap}echo $$ >'{file}'; while :; do :; done"], s_software);
            Assert.ThrowsAny<OperationCanceledException>(() => work.Run(() => CancelWhenWritten(file, cancelled), cancelled.Token));
            Assert.False(Directory.Exists($"/proc/{File.ReadAllText(file).Trim()}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_is_thrown_while_it_waits_ends_the_command()
    {
        string file = Path.GetTempFileName();
        try
        {
            var work = new CountedCommand(["sh", "-c", $"echo $$ >'{file}'; while :; do :; done"], s_software);
            Assert.Throws<InvalidOperationException>(() => work.Run(() => { if (new FileInfo(file).Length > 1) throw new InvalidOperationException(); }));
            Assert.False(Directory.Exists($"/proc/{File.ReadAllText(file).Trim()}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Events_that_cannot_be_understood_are_refused_before_anything_runs() =>
        Assert.Throws<Capture.Sources.PerfEvents.Events.EventSyntaxException>(() => new CountedCommand(["true"], new CounterOptions { Events = ["no-such-event"] }));

    private static void CancelWhenWritten(string file, CancellationTokenSource cancelled)
    {
        if (new FileInfo(file).Length > 1)
            cancelled.Cancel();
    }

    // The standard ones, and what this process was started with: what the runtime opens closes at an exec.
    private static HashSet<string> HandedOn()
    {
        const int O_CLOEXEC = 0x80000;
        bool Stays(string file)
        {
            try
            {
                string flags = File.ReadLines(file).First(line => line.StartsWith("flags:", StringComparison.Ordinal));
                return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & O_CLOEXEC) == 0;
            }
            catch (IOException)
            {
                return false;
            }
        }

        return ["0", "1", "2", .. Directory.GetFiles("/proc/self/fdinfo").Where(Stays).Select(file => Path.GetFileName(file))];
    }

    private static double ValueOf(CounterRun run, string name) => run.Counters.Single(counter => counter.Name == name).Value;
}
