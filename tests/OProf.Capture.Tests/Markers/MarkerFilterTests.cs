using OProf.Capture.Markers.Filters;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Filters in the kernel's notation.</summary>
public sealed class MarkerFilterTests
{
    private static readonly PayloadField[] s_fields =
    [
        new("comm", PayloadType.Text), new("pid", PayloadType.Integer(true, 32)), new("flags", PayloadType.Integer(false, 64)),
        new("load", PayloadType.Double), new("state", PayloadType.Integer(false, 8, 10, [new PayloadLabel("Running", 0, 0), new PayloadLabel("Blocked", 2, 2)])),
    ];

    [Theory]
    [InlineData("pid == -7", true)]
    [InlineData("pid != -7", false)]
    [InlineData("pid < 0", true)]
    [InlineData("pid > -8 && pid <= -7", true)]
    [InlineData("flags == 0xffffffffffffffff", true)]
    [InlineData("flags > -1", true)]
    [InlineData("flags & 0x10", true)]
    [InlineData("load >= 2.5", true)]
    [InlineData("load < 2.5", false)]
    [InlineData("pid < -6.5", true)]
    [InlineData("comm == bash", true)]
    [InlineData("comm == \"bash\"", true)]
    [InlineData("COMM != 'bash'", false)]
    [InlineData("comm ~ ba*", true)]
    [InlineData("comm ~ \"*sh\"", true)]
    [InlineData("comm ~ zsh", false)]
    [InlineData("state == blocked", true)]
    [InlineData("state == 2", true)]
    [InlineData("state != Running", true)]
    [InlineData("pid == 1 || comm == bash && load > 2", true)]
    [InlineData("(pid == 1 || comm == bash) && load > 3", false)]
    [InlineData("!(pid == 1) && !!(pid == -7)", true)]
    [InlineData("ThreadId == 5 && Cpu == 1", true)]
    [InlineData("ProcessName == task2", true)]
    public void SayWhatAHitIs(string filter, bool matches)
    {
        var stream = new HandStream();
        var armed = new HandArmed(stream, "test:filter", s_fields);
        var count = stream.Connect<CountProbe>(new CountProbeOptions { Marker = "test:filter", Filter = filter }, [armed]);
        var all = stream.Connect<CountProbe>(new CountProbeOptions { Marker = "test:filter" }, [armed]);
        armed.HitOn(1, 5, 1, "bash", -7L, ulong.MaxValue, 2.5, 2L);
        Assert.Equal((matches ? 1L : 0, 1L), (count.Hits, all.Hits));
    }

    [Theory]
    [InlineData("", "a field")]
    [InlineData("pid", "an operator")]
    [InlineData("pid ==", "a number or text")]
    [InlineData("pid == 1 &&", "a field")]
    [InlineData("pid == 1 comm == x", "'&&', '||' or the end")]
    [InlineData("(pid == 1", "')'")]
    [InlineData("comm == \"x", "\" at the end of a text")]
    [InlineData("pdi == 1", "Nearest: pid")]
    [InlineData("pid == bash", "int32 'pid' can't be compared with 'bash' by ==")]
    [InlineData("pid ~ 1*", "can't be compared")]
    [InlineData("comm < x", "can't be compared")]
    [InlineData("load & 1", "can't be compared")]
    public void AreRefusedWithWhatIsWrong(string filter, string said)
    {
        var armed = new HandArmed(new HandStream(), "test:filter", s_fields);
        var error = Assert.Throws<CaptureException>(() => MarkerFilter.Parse(filter, armed.Marker)).Error;
        Assert.Equal("OProfMarkerFilter", error.Id);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HaveBoundedDepthAndLength()
    {
        var armed = new HandArmed(new HandStream(), "test:filter", s_fields);
        Assert.Throws<CaptureException>(() => MarkerFilter.Parse(new string('(', 100_000), armed.Marker));
        Assert.Throws<CaptureException>(() => MarkerFilter.Parse(new string('!', 5000), armed.Marker));
    }
}
