using OProf.Capture.Native;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

public class CommandSessionTests : LiveSessionTest
{
    [Fact]
    public void Keeps_the_exit_code()
    {
        var session = Run(Shell("exit 7"));
        Assert.Equal(EndReason.CommandExited, session.EndReason);
        Assert.Equal((CommandExitReason.Exited, 7, null), (session.Command!.ExitReason, session.Command.ExitCode, session.Command.Signal));
        Assert.Equal("command: sh -c exit 7", session.Target);
    }

    [Fact]
    public void Keeps_the_signal()
    {
        var session = Run(Shell("kill -9 $$"));
        Assert.Equal((CommandExitReason.Signaled, null, 9), (session.Command!.ExitReason, session.Command.ExitCode, session.Command.Signal));
    }

    [Fact]
    public void Captures_both_outputs()
    {
        var session = Run(Shell("echo to out; echo to err >&2") with { CommandOutput = CommandOutput.Capture });
        Assert.Equal(("to out\n", "to err\n", false), (session.Command!.StandardOutput, session.Command.StandardError, session.Command.OutputTruncated));
    }

    [Fact]
    public void Keeps_a_bound_on_captured_output_and_says_that_it_was_cut()
    {
        var session = Run(Shell("head -c 17000000 /dev/zero") with { CommandOutput = CommandOutput.Capture });
        Assert.Equal((16 << 20, true, 0), (session.Command!.StandardOutput!.Length, session.Command.OutputTruncated, session.Command.ExitCode));
    }

    [Fact]
    public void Discards_output()
    {
        Assert.Equal("/dev/null", WhereOutputGoes(CommandOutput.Discard));
    }

    [Fact]
    public void Passes_output_through_to_where_its_own_goes()
    {
        Assert.Equal(File.ResolveLinkTarget("/proc/self/fd/1", returnFinalTarget: false)?.Name, Path.GetFileName(WhereOutputGoes(CommandOutput.PassThrough)));
    }

    [Fact]
    public void Starts_in_the_folder_it_is_given_without_a_descriptor_of_ours()
    {
        const string Script = "pwd; echo $(ls /proc/self/fd)";
        string folder = Directory.CreateTempSubdirectory("oprof").FullName;
        try
        {
            var session = Run(Shell(Script) with { CommandOutput = CommandOutput.Capture, WorkingDirectory = folder });

            // What this process got from its own parent without close-on-exec, any other child has too.
            using var plain = new ShellProcess(Script);
            plain.ReadLine();
            Assert.Equal($"{folder}\n{plain.ReadLine()}\n", session.Command!.StandardOutput);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void Counts_from_the_commands_exec()
    {
        var session = Run(new CaptureOptions { Command = ["head", "-c", "200000000", "/dev/zero"], CommandOutput = CommandOutput.Discard, Frequency = 5000 });
        var samples = Samples(session);
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal("head", session.Tasks[sample.Task].Command));
        Assert.All(samples, sample => Assert.Equal(session.Command!.ProcessId, sample.ProcessId));
        Assert.Equal(0, session.ProcessesInMemory);
    }

    [Fact]
    public void Follows_what_the_command_starts()
    {
        var session = Run(Shell("head -c 100000000 /dev/zero; exit 0") with { CommandOutput = CommandOutput.Discard, Frequency = 5000 });
        Assert.Contains(Samples(session), sample => session.Tasks[sample.Task].Command == "head" && sample.ProcessId != session.Command!.ProcessId);
    }

    [Fact]
    public void Asks_the_command_to_end_when_it_is_stopped()
    {
        string marker = Path.GetTempFileName();
        try
        {
            var session = Start(Shell($"trap 'echo asked; exit 3' TERM; rm {marker}; while :; do :; done") with { CommandOutput = CommandOutput.Capture });
            Assert.True(SpinWait.SpinUntil(() => !File.Exists(marker), Long));
            session.Stop();
            Assert.Equal(EndReason.Stopped, session.EndReason);
            Assert.True(SpinWait.SpinUntil(() => session.Command!.StandardOutput is not null, Long));
            Assert.Equal((3, "asked\n"), (session.Command!.ExitCode, session.Command.StandardOutput));
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Fact]
    public void Ends_with_the_command_though_what_it_started_lives_on()
    {
        string marker = Path.GetTempFileName();
        try
        {
            var session = Run(Shell($"(while [ -e {marker} ]; do :; done) & exit 5") with { CommandOutput = CommandOutput.Capture });
            Assert.Equal((EndReason.CommandExited, 5), (session.EndReason, session.Command!.ExitCode));
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Fact]
    public void Is_left_by_no_zombie()
    {
        var session = Run(Shell("exit 0"));
        Assert.False(Directory.Exists(FormattableString.Invariant($"/proc/{session.Command!.ProcessId}")));
        Assert.Equal(-1, WaitPid.Invoke(session.Command.ProcessId, out _, 0));
    }

    [Fact]
    public void Refuses_a_command_that_is_not_there()
    {
        var error = Refusal(new CaptureOptions { Command = ["oprof-no-such-command"] });
        Assert.Equal(("OProfCommandNotFound", CaptureErrorCategory.ObjectNotFound), (error.Id, error.Category));
        Assert.Equal("OProfCommandNotFound", Refusal(new CaptureOptions { Command = ["./oprof-no-such-command"] }).Id);
        Assert.Equal("OProfCommandNotFound", Refusal(new CaptureOptions { Command = [] }).Id);
        Assert.Equal("OProfCommandNotFound", Refusal(new CaptureOptions { Command = [""] }).Id);
        Assert.Equal("OProfCommandNotFound", Refusal(new CaptureOptions { Command = ["/"] }).Id);
    }

    [Theory]
    [InlineData("sh -c true", "sh, -c, true")]
    [InlineData("oprof-no-such-command -x", "spelling")]
    [InlineData(" ", "spelling")]
    public void Says_that_arguments_are_words_of_their_own_where_a_program_is_there(string command, string remedy) =>
        Assert.Contains(remedy, Refusal(new CaptureOptions { Command = [command] }).Remedy, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_file_that_is_not_executable()
    {
        string file = Path.GetTempFileName();
        try
        {
            var error = Refusal(new CaptureOptions { Command = [file] });
            Assert.Equal(("OProfCommandNotFound", CaptureErrorCategory.PermissionDenied), (error.Id, error.Category));
            Assert.Contains("chmod +x", error.Remedy, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Refuses_a_folder_that_is_not_there()
    {
        var error = Refusal(Shell("exit 0") with { WorkingDirectory = "/oprof/no/such/folder" });
        Assert.Equal(("OProfOptionInvalid", CaptureErrorCategory.InvalidArgument), (error.Id, error.Category));
    }

    [Fact]
    public void Starts_no_command_where_its_events_cannot_be_opened()
    {
        string marker = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var error = Refusal(Shell($"touch {marker}") with { Frequency = int.MaxValue });
        Assert.Equal(CaptureErrorId.FrequencyTooHigh, error.Id);
        AssertNothingIsLeftOpen();
        Assert.False(File.Exists(marker));
    }

    private string WhereOutputGoes(CommandOutput output)
    {
        string file = Path.GetTempFileName();
        try
        {
            var session = Run(Shell($"target=$(readlink /proc/$$/fd/1); echo $target > {file}") with { CommandOutput = output });
            Assert.Equal((null, 0), (session.Command!.StandardOutput, session.Command.ExitCode));
            return File.ReadAllText(file).TrimEnd();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static CaptureOptions Shell(string script) => new() { Command = ["sh", "-c", script], CommandOutput = CommandOutput.Discard };
}
