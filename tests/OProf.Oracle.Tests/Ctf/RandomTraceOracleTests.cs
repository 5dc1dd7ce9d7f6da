using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using Xunit;

namespace OProf.Oracle.Tests.Ctf;

/// <summary>
/// Traces like the kernel's (compact headers, bit fields, variants, nested sequences, packetized metadata), in both byte
/// orders: what is read of them is what babeltrace2 reads.
/// </summary>
public sealed class RandomTraceOracleTests
{
    [Theory]
    [InlineData(100, false)]
    [InlineData(101, false)]
    [InlineData(102, true)]
    [InlineData(103, true)]
    [InlineData(104, false)]
    [InlineData(105, true)]
    [InlineData(106, false)]
    [InlineData(107, true)]
    public void EventsAreThoseOfBabeltrace(int seed, bool isBigEndian)
    {
        using var folder = new TraceFolder();
        RandomTrace.Write(folder, seed, isBigEndian, events: 200, hasEmptyTexts: false);
        using var trace = CtfTrace.Open(folder.Path);
        using var reader = trace.Read();

        Babeltrace.AssertSame(folder.Path, [trace], reader);
    }
}
