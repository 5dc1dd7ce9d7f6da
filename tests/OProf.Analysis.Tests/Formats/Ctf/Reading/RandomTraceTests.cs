using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Reading;

/// <summary>Traces with all types, nested in each other, at all alignments and in both byte orders.</summary>
public sealed class RandomTraceTests
{
    public static TheoryData<int, bool> Seeds()
    {
        var seeds = new TheoryData<int, bool>();
        for (int seed = 0; seed < 40; seed++)
            seeds.Add(seed, seed % 4 < 2);
        return seeds;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EventsReadAsTheyWereWritten(int seed, bool isBigEndian)
    {
        using var folder = new TraceFolder();
        var expected = RandomTrace.Write(folder, seed, isBigEndian);
        using var trace = CtfTrace.Open(folder.Path);

        var read = new List<string>();
        foreach (var stream in trace.Streams)
        {
            using var reader = stream.Read();
            while (reader.Read())
                read.Add(RandomTrace.Spell(reader));
        }

        Assert.Empty(trace.Diagnostics.Kept);
        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void StreamsAreMergedByTime(int seed)
    {
        using var folder = new TraceFolder();
        var expected = RandomTrace.Write(folder, seed, isBigEndian: false);
        using var trace = CtfTrace.Open(folder.Path);

        var read = new List<string>();
        using var reader = trace.Read();
        while (reader.Read())
            read.Add(RandomTrace.Spell(reader.Current));

        Assert.Equal(expected.OrderBy(line => line[..20], StringComparer.Ordinal), read);
    }
}
