using OProf.PowerShell.Arguments;
using OProf.PowerShell.Tests.Hosting;
using Xunit;

namespace OProf.PowerShell.Tests.Arguments;

public sealed class DurationAttributeTests
{
    [Theory]
    [InlineData("2.5", 2500)]
    [InlineData("500ms", 500)]
    [InlineData("250us", 0.25)]
    [InlineData("10s", 10_000)]
    [InlineData(" 10 s ", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("5min", 300_000)]
    [InlineData("1H", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("00:00:10", 10_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    [InlineData("-1", -1000)]
    public void TextsSayDurations(string text, double milliseconds)
    {
        InstalledPowerShell.Require();
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Transform(text));
    }

    [Fact]
    public void NumbersAreSeconds()
    {
        InstalledPowerShell.Require();
        Assert.Equal(TimeSpan.FromSeconds(3), Transform(3));
        Assert.Equal(TimeSpan.FromSeconds(3), Transform(3L));
        Assert.Equal(TimeSpan.FromSeconds(2.5), Transform(2.5));
        Assert.Equal(TimeSpan.FromSeconds(2.5), Transform(2.5m));
        Assert.Equal(TimeSpan.FromTicks(7), Transform(TimeSpan.FromTicks(7)));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("10 parsecs")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    public void EverythingElseIsRefusedWithTheFormsThereAre(string text)
    {
        InstalledPowerShell.Require();
        var refused = Assert.ThrowsAny<Exception>(() => Transform(text));
        Assert.Equal("ArgumentTransformationMetadataException", refused.GetType().Name);
        Assert.Contains("500ms", refused.Message, StringComparison.Ordinal);
    }

    private static object Transform(object value) => new DurationAttribute().Transform(null!, value);
}
