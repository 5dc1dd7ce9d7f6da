using OProf.PowerShell.Formatting;
using Xunit;

namespace OProf.PowerShell.Tests.Formatting;

public sealed class FormatTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(512L << 20, "512 MiB")]
    [InlineData(3L << 50, "3072 TiB")]
    public void BytesHaveTheLargestBinaryUnitThatFits(long bytes, string expected) => Assert.Equal(expected, FormatText.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(9_980, "9.98 s")]
    [InlineData(185_000, "3:05 min")]
    [InlineData(7_205_000, "2:00:05 h")]
    [InlineData(90_000_000, "25:00:00 h")]
    public void DurationsAreShort(int milliseconds, string expected) =>
        Assert.Equal(expected, FormatText.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void TimesAreSecondsWithMicroseconds() => Assert.Equal("12345.678901", FormatText.Seconds(12_345_678_901_500));

    [Theory]
    [InlineData(0, "0.00%")]
    [InlineData(0.12345, "12.35%")]
    [InlineData(1, "100.00%")]
    public void RatiosArePercent(double ratio, string expected) => Assert.Equal(expected, FormatText.Percent(ratio));

    [Theory]
    [InlineData("/usr/lib/libc.so.6", "libc.so.6")]
    [InlineData("[kernel.kallsyms]", "[kernel.kallsyms]")]
    [InlineData("//anon", "//anon")]
    [InlineData("perf-12.map", "perf-12.map")]
    [InlineData("/", "/")]
    [InlineData(null, "")]
    public void LeafOfAPath(string? path, string expected) => Assert.Equal(expected, FormatText.Leaf(path));

    [Theory]
    [InlineData(0UL, "none")]
    [InlineData(ulong.MaxValue, "invalid")]
    [InlineData(7UL, "7")]
    public void CookiesWithoutAFileAreNamed(ulong cookie, string expected) => Assert.Equal(expected, FormatText.CookieOf(cookie));

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 0 }, "0")]
    [InlineData(new[] { 0, 1, 2, 3 }, "0-3")]
    [InlineData(new[] { 8, 1, 0, 3, 1 }, "0-1,3,8")]
    public void ListsOfCpusAreRanges(int[] cpus, string expected) => Assert.Equal(expected, RangeText.Of(cpus));

    [Theory]
    [InlineData(new[] { "sleep", "1" }, "sleep 1")]
    [InlineData(new[] { "sh", "-c", "echo it's" }, "sh -c 'echo it''s'")]
    [InlineData(new[] { "x", "" }, "x ''")]
    public void CommandsAreOneLine(string[] words, string expected) => Assert.Equal(expected, CommandText.Of(words));
}
