using Xunit;

namespace OProf.Cli.Tests;

/// <summary><c>oprof stat</c>: counters on standard error, the command's output and exit code as they are.</summary>
public sealed class StatTests
{
    public StatTests() => OprofProcess.RequireCapture();

    [Fact]
    public void Prints_a_row_for_each_counter_beside_the_commands_output()
    {
        var result = OprofProcess.Run("stat", "-e", "task-clock,page-faults", "--", "echo", "said");
        Assert.Equal((0, "said\n"), (result.ExitCode, result.Output));
        Assert.Contains("Counters of 'echo said':", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +\d+\.\d{3} ms  task-clock +\d+\.\d{3} CPUs used$", result.Error);
        Assert.Matches(@"(?m)^ +\d+  page-faults +", result.Error);
        Assert.Contains(" s elapsed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_and_drops_the_output_where_it_is_asked_to()
    {
        var result = OprofProcess.Run("stat", "-r", "3", "-w", "1", "--discard-output", "-e", "page-faults", "--", "echo", "said");
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("(3 runs after 1 to warm up)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_commands_exit_code_is_oprofs_and_the_first_failure_is_the_last_run()
    {
        var result = OprofProcess.Run("stat", "-r", "3", "-e", "page-faults", "--", "sh", "-c", "echo once; exit 7");
        Assert.Equal((7, "once\n"), (result.ExitCode, result.Output));
        Assert.Contains("[OProfCommandFailed]", result.Error, StringComparison.Ordinal);
        Assert.Equal("once\nonce\n", OprofProcess.Run("stat", "-r", "2", "-i", "-e", "page-faults", "--", "sh", "-c", "echo once; exit 7").Output);
    }

    [Fact]
    public void A_signal_ends_the_command_and_the_measurement()
    {
        using var process = OprofProcess.Start("stat", "-r", "1000000", "--", "sh", "-c", "echo $$; while :; do :; done");
        string command = process.StandardOutput.ReadLine()!;
        OprofProcess.Signal(process, OprofProcess.SIGINT);
        var result = OprofProcess.Finish(process);
        Assert.Equal(1, result.ExitCode);
        Assert.False(Directory.Exists($"/proc/{command}"));
    }
}
