using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class CapturePausesTests
{
    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(0, 150, 50)]
    [InlineData(120, 180, 60)]
    [InlineData(150, 350, 100)]
    [InlineData(0, 600, 300)]
    [InlineData(200, 300, 0)]
    [InlineData(450, 700, 200)]
    public void Says_how_much_of_a_stretch_lies_in_pauses(ulong start, ulong end, ulong expected)
    {
        var pauses = new CapturePauses();
        Assert.Equal(0ul, pauses.Within(start, end));
        pauses.Begin(100);
        pauses.End(200);
        pauses.Begin(300);
        pauses.End(400);
        pauses.Begin(500);
        Assert.Equal(expected, pauses.Within(start, end));
    }
}
