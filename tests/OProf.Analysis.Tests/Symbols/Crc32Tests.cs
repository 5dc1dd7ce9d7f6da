using OProf.Analysis.Symbols.Files;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_algorithm_is_met() => Assert.Equal(0xCBF43926u, Crc32.Append("123456789"u8));

    [Fact]
    public void Parts_give_the_crc_of_the_whole()
    {
        byte[] bytes = new byte[1000];
        new Random(4).NextBytes(bytes);
        uint whole = Crc32.Append(bytes);
        for (int cut = 0; cut <= bytes.Length; cut += 37)
            Assert.Equal(whole, Crc32.Append(bytes.AsSpan(cut), Crc32.Append(bytes.AsSpan(0, cut))));
        Assert.Equal(whole, Crc32.Of(new MemorySource("bytes", bytes)));
    }
}
