using System.Globalization;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Call chains of a depth that is fixed by construction.</summary>
public class CallDepthTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(90)]
    public void Chains_are_as_deep_as_the_calls(int depth)
    {
        Capture.Require(CaptureCapability.OwnProcess);
        string program = Workload.Build("depth");
        var options = Capture.Options with { Command = [program, depth.ToString(CultureInfo.InvariantCulture), "300"] };
        using var session = CaptureSession.Start(options);
        Capture.WaitForEnd(session);
        var chains = Capture.Samples(session).Where(sample => sample.Symbol == "work" && sample.Image == program)
            .Select(sample => sample.CallStack).ToList();
        Assert.InRange(chains.Count, 1_000, int.MaxValue);

        // Before a function has made its frame and after it has left it, its caller has none that the kernel could see:
        // the chain is one short there. work() does a million rounds between the two.
        string expected = string.Join(';', Enumerable.Repeat("descend", depth).Append("work"));
        int whole = chains.Count(chain => chain.EndsWith(";main;" + expected, StringComparison.Ordinal));
        output.WriteLine($"{whole} of {chains.Count} chains are whole: {chains[0]}");
        Assert.InRange(whole, chains.Count * 0.999, chains.Count);
    }
}
