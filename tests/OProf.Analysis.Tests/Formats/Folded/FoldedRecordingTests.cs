using System.IO.Compression;
using System.Text;
using OProf.Analysis.Tests.Formats.Imports;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Folded;

public sealed class FoldedRecordingTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    [Fact]
    public void Each_line_is_as_many_samples_as_it_counts()
    {
        const string Text = "# made by hand\nmain;work;sort 12\nmain;work 3\r\n\nmain;operator new(unsigned long, int) 2\nmain 1";
        using var session = _folder.Open(Text);
        Assert.Equal(18, session.SampleCount);
        Assert.Equal(["OProfImportLacks"], session.Notices.Select(notice => notice.Id));
        Assert.Equal(
            ["samples main = 1 1", "samples operator new(unsigned long, int) < main = 2 2", "samples sort < work < main = 12 12", "samples work < main = 3 3"],
            ProfileText.Of(_folder.Profile(Text), withTask: false, withImage: false));
    }

    [Fact]
    public void Counts_of_nanoseconds_are_weights()
    {
        const string Text = "main;work 12000000000\nmain;idle 1\n";
        using var session = _folder.Open(Text);
        Assert.Equal(2, session.SampleCount);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfImportCountsAreWeights");
        Assert.Equal(["samples idle < main = 1 1", "samples work < main = 1 12000000000"], ProfileText.Of(_folder.Profile(Text), withTask: false, withImage: false));
    }

    [Fact]
    public void A_compressed_file_and_one_whose_name_says_it_are_read()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("a;b 2\n"u8);
        Assert.Equal(["samples b < a = 2 2"], ProfileText.Of(_folder.Profile(packed.ToArray()), withTask: false, withImage: false));
        Assert.Equal(["samples a = 2 2"], ProfileText.Of(_folder.Profile("a 2\n", "x.folded"), withTask: false, withImage: false));
        Assert.Equal("OProfImportNotATrace", _folder.Refused("apples 2\npears 3\n").Error.Id);
    }

    [Fact]
    public void A_chain_that_is_too_long_loses_its_outermost_frames_and_that_is_said()
    {
        string text = string.Join(';', Enumerable.Range(0, 3000)) + " 1\n";
        using var session = _folder.Open(text);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfImportChainsCut");
        Assert.StartsWith("samples 2999 < 2998 < ", Assert.Single(ProfileText.Of(_folder.Profile(text), withTask: false, withImage: false)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;b 1\na;c one\n", "line 2")]
    [InlineData("a;b 1\n 3\n", "line 2")]
    [InlineData("a;b 1\na;c 99999999999999999999999\n", "line 2")]
    public void Errors_say_the_line(string text, string place)
    {
        // Far enough behind that the first lines say it is folded stacks.
        var refused = _folder.Refused(string.Concat(Enumerable.Repeat("x;y 1\n", 20_000)) + text);
        Assert.Equal("OProfImportFormat", refused.Error.Id);
        Assert.Contains(place.Replace("2", "20002", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
        Assert.Contains("expected frames with semicolons", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_an_end_is_refused()
    {
        var refused = _folder.Refused("a;b 1\n" + new string('a', 3_000_000));
        Assert.Contains("at most 1048576 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Altered_files_are_refused_or_read()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"main;f{i % 7};g{i % 11} {i}\n")));
        var random = new Random(20261121);
        for (int run = 0; run < 300; run++)
        {
            byte[] altered = text[..random.Next(text.Length)];
            for (int change = random.Next(4); change > 0 && altered.Length > 0; change--)
                altered[random.Next(altered.Length)] = (byte)random.Next(256);
            _folder.TryProfile(altered);
        }
    }

    public void Dispose() => _folder.Dispose();
}
