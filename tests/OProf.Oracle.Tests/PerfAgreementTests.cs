using System.Globalization;
using OProf.Analysis.Symbols;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>perf record and a session on the same run at the same time, from the first sample to the last.</summary>
public class PerfAgreementTests(ITestOutputHelper output)
{
    private const int Largest = 10;

    // As in ShareTests, of two draws: at 60,000 samples each, the difference of two shares of 0.5 has a standard deviation
    // of 0.29 points, and that of smaller ones less.
    private const double Tolerance = 0.01;
    private const int SamplesForTwo = 60_000;

    // A program's own functions, a library's, and the kernel's.
    private const string Work = """
        read go
        "$0" 3000 >/dev/null &
        dd if=/dev/zero of=/dev/null bs=64k count=500000 2>/dev/null &
        head -c 800000000 /dev/zero | sha256sum >/dev/null &
        wait
        """;

    [Fact]
    public void The_largest_shares_are_perfs_and_no_more_images_are_unknown()
    {
        Capture.Require(CaptureCapability.OtherProcess);
        using var work = Tool.Start("/bin/sh", "-c", Work, Workload.Build("shares"));
        using var perf = PerfRecord.Start(work.Id);
        using var session = CaptureSession.Start(Capture.Options with { ProcessIds = [work.Id] });
        work.StandardInput.WriteLine("go");
        Tool.Finish(work);
        Capture.WaitForEnd(session);
        var theirs = perf.Stop();
        var ours = Capture.Samples(session);
        output.WriteLine($"perf {theirs.Count} samples, session {ours.Count}, lost {session.LostCount}");
        Assert.InRange(theirs.Count, SamplesForTwo, int.MaxValue);
        Assert.InRange(ours.Count, SamplesForTwo, int.MaxValue);
        Unknown.AssertNoMoreThanPerf(session, ours, theirs, output);

        var aliases = new KernelAliases();
        var theirShares = Shares(theirs.Select(sample => aliases.KeyOf(sample.Image, sample.Symbol)));
        var ourShares = Shares(ours.Select(sample => aliases.KeyOf(sample.Image, sample.Symbol)));
        var keys = LargestOf(theirShares).Union(LargestOf(ourShares)).ToList();
        foreach (var key in keys)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{theirShares.GetValueOrDefault(key),8:P2} {ourShares.GetValueOrDefault(key),8:P2}  {key.Symbol} ({key.Image})"));
        }

        Assert.InRange(keys.Count, Largest, 2 * Largest);
        Assert.All(keys, key => Assert.InRange(
            ourShares.GetValueOrDefault(key), theirShares.GetValueOrDefault(key) - Tolerance, theirShares.GetValueOrDefault(key) + Tolerance));
    }

    [Fact]
    public void Kernel_addresses_have_perfs_names()
    {
        Capture.Require(CaptureCapability.KernelSample);
        Capture.Require(CaptureCapability.KernelAddress);
        using var work = Tool.Start("/bin/sh", "-c", "read go; dd if=/dev/zero of=/dev/null bs=4k count=500000 2>/dev/null; find /proc >/dev/null 2>&1; true");
        using var perf = PerfRecord.Start(work.Id);
        work.StandardInput.WriteLine("go");
        Tool.Finish(work);
        var places = perf.Stop().Where(sample => sample.Image == "[kernel.kallsyms]").DistinctBy(sample => sample.Address).ToList();
        Assert.InRange(places.Count, 50, int.MaxValue);
        output.WriteLine($"{places.Count} addresses");
        var symbolizer = new Symbolizer();
        var aliases = new KernelAliases();
        Assert.All(places, place =>
        {
            var resolved = symbolizer.ResolveKernel(place.Address);
            Assert.Equal(aliases.KeyOf(place.Image, place.Symbol), aliases.KeyOf(resolved.Image, resolved.Symbol ?? "[unknown]"));
        });
    }

    private static Dictionary<(string Image, string Symbol), double> Shares(IEnumerable<(string Image, string Symbol)> samples)
    {
        var counts = samples.GroupBy(key => key).Select(group => (group.Key, Count: (double)group.Count())).ToList();
        double all = counts.Sum(c => c.Count);
        return counts.ToDictionary(c => c.Key, c => c.Count / all);
    }

    private static IEnumerable<(string Image, string Symbol)> LargestOf(Dictionary<(string Image, string Symbol), double> shares) =>
        shares.OrderByDescending(s => s.Value).Take(Largest).Select(s => s.Key);
}
