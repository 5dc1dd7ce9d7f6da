using OProf.Capture.Sources.PerfEvents.Events;
using Xunit;

namespace OProf.Capture.Tests.Events;

public class NearestNamesTests
{
    [Theory]
    [InlineData("cycles", "cycles", 0)]
    [InlineData("CYCLES", "cycles", 0)]
    [InlineData("cylces", "cycles", 1)]
    [InlineData("cycle", "cycles", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Counts_edits(string from, string to, int edits) => Assert.Equal(edits, NearestNames.Distance(from, to));

    [Fact]
    public void Gives_the_nearest_first_then_such_as_contain_the_text()
    {
        string[] names = ["cycles", "bus-cycles", "cpu-cycles", "faults"];
        Assert.Equal(["cycles"], NearestNames.Of("cycels", names));
        Assert.Equal(["bus-cycles"], NearestNames.Of("bus", names));
        Assert.Empty(NearestNames.Of("zebra", names));
        Assert.Empty(NearestNames.Of(new string('x', 100_000), names));
    }
}
