using System.IO.Compression;
using OProf.Analysis.Formats.Pprof;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Formats.Imports;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Pprof;

public sealed class PprofTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    [Theory]
    [InlineData(true, "cpu-clock")]
    [InlineData(false, "page-faults")]
    [InlineData(true, "cpu-clock", "page-faults")]
    [InlineData(false, "cpu-clock", "cycles", "page-faults")]
    public void Import_of_what_was_written_is_the_same_profile(bool withPeriods, params string[] events)
    {
        var profile = SampleProfile.Of(withPeriods, events);
        foreach (bool isCompressed in (bool[])[true, false])
            Assert.Equal(ProfileText.Of(profile), ProfileText.Of(_folder.Profile(Write(profile, new PprofOptions { IsCompressed = isCompressed }))));
    }

    [Fact]
    public void With_times_each_sample_is_the_same()
    {
        var profile = SampleProfile.Of("cpu-clock", "page-faults");
        var again = _folder.Profile(Write(profile, new PprofOptions { WithTimes = true }));
        Assert.Equal(ProfileText.Of(profile, withTime: true), ProfileText.Of(again, withTime: true));
        Assert.Equal(profile.Samples.Times, again.Samples.Times);
    }

    [Fact]
    public void Addresses_and_build_ids_stay()
    {
        var profile = SampleProfile.Of("cpu-clock");
        var again = _folder.Profile(Write(profile));
        Assert.Equal(Places(profile), Places(again));
    }

    [Fact]
    public void Says_what_the_file_lacks_when_it_was_and_how_long_it_took()
    {
        var start = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
        using var session = _folder.Open(Write(SampleProfile.Of("cpu-clock"), new PprofOptions { StartTime = start, Elapsed = TimeSpan.FromSeconds(7), Period = 1_000_000 }), "x.pb.gz");
        Assert.Equal((start, TimeSpan.FromSeconds(7), 1_000_000L, "x.pb.gz", 700), (session.StartTime, session.Elapsed, session.Options.Period, session.Name, session.SampleCount));
        var notice = Assert.Single(session.Notices, notice => notice.Id == "OProfImportLacks");
        Assert.EndsWith("samples: times, CPUs.", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_as_Go_writes_them_has_inlined_functions_lines_and_each_value_by_itself()
    {
        // Two values that are no pair, a location of two functions, numbers that are not packed, fields of later versions.
        string[] strings = ["", "alloc_objects", "count", "alloc_space", "bytes", "outer", "inner", "/src/a.go", "/bin/go"];
        var file = new ProtoMessage();
        file.Message(1, new ProtoMessage().Number(1, 1L).Number(2, 2L));
        file.Message(1, new ProtoMessage().Number(1, 3L).Number(2, 4L));
        file.Message(2, new ProtoMessage().Number(1, 1L).Number(2, 3L).Number(2, 4096L));
        file.Message(2, new ProtoMessage().Number(1, 1L).Number(2, 0L).Message(2, new ProtoMessage().Varint(0).Varint(0)));
        file.Message(3, new ProtoMessage().Number(1, 1L).Number(2, 0x400000L).Number(3, 0x500000L).Number(5, 8L));
        file.Message(4, new ProtoMessage().Number(1, 1L).Number(2, 1L).Number(3, 0x400010L)
            .Message(4, new ProtoMessage().Number(1, 2L).Number(2, 20L)).Message(4, new ProtoMessage().Number(1, 1L).Number(2, 10L)));
        file.Message(5, new ProtoMessage().Number(1, 1L).Number(2, 5L).Number(4, 7L));
        file.Message(5, new ProtoMessage().Number(1, 2L).Number(2, 6L).Number(4, 7L));
        foreach (string text in strings)
            file.Text(6, text);
        file.Number(15, 1L).Number(99, 5L);
        using var session = _folder.Open(file.Bytes.ToArray());
        var profile = Profile.Of(session);
        Assert.Equal(
            ["alloc_objects [unknown] -1 [unknown] -1 /bin/go!inner < /bin/go!outer = 1 3", "alloc_space [unknown] -1 [unknown] -1 /bin/go!inner < /bin/go!outer = 1 4096"],
            ProfileText.Of(profile));
        var names = OProf.Analysis.Profiles.SampleResolver.For(session);
        var frames = names.Samples().First().GetFrames();
        Assert.Equal(0x10UL, frames[0].Offset);
        Assert.Equal(new OProf.Analysis.Symbols.SourceLine("/src/a.go", 20), names.Names.LineOf(session.Cookies[frames[0].Cookie]!, frames[0].Offset));
        Assert.Equal(new OProf.Analysis.Symbols.SourceLine("/src/a.go", 10), names.Names.LineOf(session.Cookies[frames[1].Cookie]!, frames[1].Offset));
    }

    [Fact]
    public void Samples_without_times_are_spread_so_that_pieces_of_the_stream_are_alike()
    {
        var profile = _folder.Profile(Write(SampleProfile.Of("cpu-clock")));
        var first = new int[profile.Functions.Count];
        var second = new int[profile.Functions.Count];
        for (int i = 0; i < profile.Samples.Count; i++)
            (i < 350 ? first : second)[profile.Frames[profile.Stacks.FrameOf(profile.Samples[i].Stack)].Function]++;
        for (int function = 0; function < first.Length; function++)
            Assert.InRange(first[function] - second[function], -25, 25);
    }

    [Fact]
    public void Is_found_out_by_what_is_in_it_and_a_bomb_is_refused()
    {
        var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Write(SampleProfile.Of("cpu-clock"), new PprofOptions { IsCompressed = false }));

            // A string of 2 MB, again and again.
            byte[] strings = new ProtoMessage().Text(6, new string('a', 2_000_000)).Bytes.ToArray();
            for (int i = 0; i < 60; i++)
                gzip.Write(strings);
        }

        var refused = _folder.Refused(bomb.ToArray());
        Assert.Equal("OProfImportFormat", refused.Error.Id);
        Assert.Contains("at most 67108864 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_and_altered_files_are_refused_or_read()
    {
        byte[] plain = Write(SampleProfile.Of("cpu-clock", "page-faults"), new PprofOptions { IsCompressed = false });
        byte[] packed = Write(SampleProfile.Of("cpu-clock"));
        for (int length = 0; length < plain.Length; length += 61)
            _folder.TryProfile(plain[..length]);
        for (int length = 0; length < packed.Length; length += 61)
            _folder.TryProfile(packed[..length]);
        var random = new Random(20261121);
        for (int run = 0; run < 600; run++)
        {
            byte[] altered = [.. run % 4 == 0 ? packed : plain];
            for (int change = random.Next(1, 4); change > 0; change--)
                altered[random.Next(altered.Length)] = (byte)random.Next(256);
            _folder.TryProfile(altered);
        }
    }

    [Theory]
    [InlineData("0a04080110021202", "")] // A sample that is cut off.
    [InlineData("0a04080110021206 0a01011201 01", "location")] // A location that is not there.
    [InlineData("0a04080110021200", "1 values")] // No value.
    [InlineData("0a04080110021203120101 0a", "")] // A field without a length.
    [InlineData("0a0408011002120c120aff ffffffffffffffff01", "difference")] // A negative value.
    public void Errors_say_where_and_what_was_expected(string hexadecimal, string what)
    {
        byte[] bytes = Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));
        byte[] strings = new ProtoMessage().Text(6, "").Text(6, "samples").Text(6, "count").Bytes.ToArray();
        var refused = _folder.Refused([.. strings, .. bytes]);
        Assert.Equal("OProfImportFormat", refused.Error.Id);
        Assert.Matches(@"at offset \d+ of the profile: expected .+, found .+\.", refused.Message);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Write(Profile profile, PprofOptions? options = null)
    {
        using var stream = new MemoryStream();
        PprofWriter.Write(profile, stream, options, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    // Of a frame that calls, the place in the call is what the format carries.
    private static List<string> Places(Profile profile) =>
        [.. profile.Frames.Select(frame => $"{profile.Strings[profile.Mappings[frame.Mapping].Image]}+{(frame.IsReturnAddress ? frame.Offset - 1 : frame.Offset):x} {frame.Mode}").Distinct().Order(StringComparer.Ordinal)];
}
