using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Profiles;
using OProf.Analysis.Tests.Symbols;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

/// <summary><c>perf record</c> and a session on the same run of the same process at the same time.</summary>
public sealed partial class PerfReportOracleTests
{
    private const int Frequency = 4999;
    private const int LeastSamples = 20_000;

    // Twelve functions with different shares below two callers, for five seconds of processor time from the word "go".
    private const string Source = """
        #include <stdio.h>
        #include <time.h>
        volatile unsigned long sink;
        #define F(n) __attribute__((noinline)) void work##n(void) { for (long i = 0; i < n * 20000; i++) sink += i; }
        F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12)
        __attribute__((noinline)) void odd(void) { work1(); work3(); work5(); work7(); work9(); work11(); sink++; }
        __attribute__((noinline)) void even(void) { work2(); work4(); work6(); work8(); work10(); work12(); sink++; }
        int main(void) {
            char line[16];
            puts("ready");
            fflush(stdout);
            if (!fgets(line, sizeof line, stdin)) return 1;
            clock_t start = clock();
            while (clock() - start < 5 * CLOCKS_PER_SEC) { odd(); even(); }
            return 0;
        }
        """;

    /// <summary>
    /// A share of n = 20,000 samples has a standard deviation of sqrt(p (1 - p) / n): 0.25 points for the largest function here
    /// (15 %), so that two tools differ with 0.36, and 1 point is near three of them. For a half, which the callers have with what
    /// they call, the difference has 0.5, and the tolerance is 1.5 points.
    /// </summary>
    [Fact]
    public void Ten_largest_symbols_have_the_shares_that_perf_gives_them()
    {
        Tool.Require("gcc", "perf", "mkfifo");
        var capability = EnvironmentProbe.Run().Single(static capability => capability.Name == CaptureCapability.OtherProcess);
        Assert.SkipUnless(capability.Allowed, $"{capability.Detail} {capability.Remedy}");
        using var folder = new TemporaryFolder();
        string program = folder.At("workload");

        // Not optimised: else gcc gives a function that calls nothing no frame, and its caller is missing from the chain.
        Tool.Run("gcc", "-O0", "-fno-omit-frame-pointer", "-o", program, folder.Write("workload.c", Source));

        var (report, data) = Record(folder, program);
        var ours = report.Rows.Where(row => row.Image == program).ToDictionary(static row => row.Symbol!);
        var theirs = ReadPerfReport(data);
        Assert.InRange(report.Samples, LeastSamples, long.MaxValue);
        Assert.InRange(theirs.Samples, LeastSamples, long.MaxValue);

        foreach (string symbol in theirs.Rows.OrderByDescending(static row => row.Value.Share).Take(10).Select(static row => row.Key))
        {
            Assert.True(ours.TryGetValue(symbol, out var row), symbol);
            Assert.True(Math.Abs(row.Share - theirs.Rows[symbol].Share) < 0.01, $"{symbol}: {row.Share} here, {theirs.Rows[symbol].Share} by perf");
        }

        foreach (string symbol in new[] { "main", "odd", "even" })
        {
            Assert.True(
                Math.Abs(ours[symbol].Total - theirs.Rows[symbol].Total) < 0.015,
                $"{symbol} with callees: {ours[symbol].Total} here, {theirs.Rows[symbol].Total} by perf");
        }
    }

    private static (SampleReport Report, string Data) Record(TemporaryFolder folder, string program)
    {
        string data = folder.At("perf.data");
        string control = folder.At("control");
        string acknowledged = folder.At("acknowledged");
        Tool.Run("mkfifo", control, acknowledged);
        using var workload = Start(program);
        Assert.Equal("ready", workload.StandardOutput.ReadLine());
        using var perf = Start(
            "perf", "record", "-q", "--buildid-mmap", "-e", "cpu-clock", "-F", $"{Frequency}", "-g", "-p", $"{workload.Id}", "-o", data, "-D", "-1",
            "--control", $"fifo:{control},{acknowledged}");
        var complaint = perf.StandardError.ReadToEndAsync();

        // Perf has attached when it acknowledges this; both then count from the same instruction on: the one after "go".
        File.WriteAllText(control, "enable\n");
        using (var answer = new StreamReader(acknowledged))
            Assert.StartsWith("ack", answer.ReadLine(), StringComparison.Ordinal);
        using var session = CaptureSession.Start(new CaptureOptions { ProcessIds = [workload.Id], Events = ["cpu-clock"], Frequency = Frequency });
        workload.StandardInput.WriteLine("go");
        workload.StandardInput.Flush();
        workload.WaitForExit();
        Assert.True(session.WaitForEnd(TimeSpan.FromMinutes(1)));
        perf.WaitForExit();
        if (perf.ExitCode != 0)
            Assert.Skip($"perf record failed, so that there is nothing to compare with: exit code {perf.ExitCode}, {complaint.Result}");
        return (SampleReport.Measure(session, [ProfileKey.Symbol]), data);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static (long Samples, Dictionary<string, (double Share, double Total)> Rows) ReadPerfReport(string data)
    {
        string text = Tool.Run("perf", "report", "--stdio", "-i", data, "--children", "-g", "none", "--percent-limit", "0", "-s", "sym");
        var rows = new Dictionary<string, (double, double)>();
        foreach (Match match in ReportLine().Matches(text))
            rows[match.Groups[3].Value] = (Percent(match.Groups[2]), Percent(match.Groups[1]));
        long samples = Tool.Run("perf", "script", "-i", data, "-F", "time", "-G").Split('\n', StringSplitOptions.RemoveEmptyEntries).LongLength;
        return (samples, rows);
    }

    private static double Percent(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture) / 100;

    [GeneratedRegex(@"^\s+(\d+\.\d+)%\s+(\d+\.\d+)%\s+\[\.\] (\S+)", RegexOptions.Multiline)]
    private static partial Regex ReportLine();
}
