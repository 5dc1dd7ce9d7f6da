using OProf.Analysis.Formats.Nettrace;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Formats.Imports;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Nettrace;

/// <summary>What is written is read by TraceEvent.</summary>
public sealed class NettraceTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    [Fact]
    public void Import_of_what_was_written_is_the_same_profile()
    {
        var profile = SampleProfile.Of("cpu-clock", "page-faults");
        var again = _folder.Profile(Write(profile));
        Assert.Equal(
            ProfileText.Of(profile, withTime: true).Select(line => line.Replace("cpu-clock ", "cpu ", StringComparison.Ordinal)),
            ProfileText.Of(again, withTime: true));
    }

    [Fact]
    public void More_samples_than_fit_between_two_sequence_points_keep_their_stacks()
    {
        var source = new OProf.Analysis.Tests.Profiles.SyntheticSource("cycles");
        ulong a = source.Image("/a");
        int task = source.Task(1, 1, "x");
        for (int i = 0; i < 10_000; i++)
            source.Sample(task, source.Chain((a, (ulong)(i % 977) * 16, Capture.Sync.ProcessorMode.User), (a, (ulong)(i % 31) * 16, Capture.Sync.ProcessorMode.User)), period: 3);
        source.Complete();
        var profile = Profile.Of(source.Resolver(), "p");
        Assert.Equal(ProfileText.Of(profile, withTime: true), ProfileText.Of(_folder.Profile(Write(profile)), withTime: true));
    }

    [Fact]
    public void A_profile_without_samples_is_a_trace_without_samples()
    {
        var source = new OProf.Analysis.Tests.Profiles.SyntheticSource("cycles");
        source.Complete();
        Assert.Empty(_folder.Profile(Write(Profile.Of(source.Resolver(), "p"))).Samples);
    }

    [Fact]
    public void What_is_whole_of_a_cut_file_is_read_and_said()
    {
        byte[] whole = Write(SampleProfile.Of("cpu-clock"));
        using var session = _folder.Open(whole[..^1]);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfImportIncomplete");
        for (int length = 0; length < whole.Length; length += 631)
            _folder.TryProfile(whole[..length]);
    }

    [Fact]
    public void Altered_files_are_refused_or_read()
    {
        byte[] whole = Write(SampleProfile.Of("cpu-clock"));
        var random = new Random(20261121);
        for (int run = 0; run < 60; run++)
        {
            byte[] altered = [.. whole];
            for (int change = random.Next(1, 4); change > 0; change--)
                altered[random.Next(run % 2 == 0 ? 600 : altered.Length)] = (byte)random.Next(256);
            _folder.TryProfile(altered);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Write(Profile profile)
    {
        using var stream = new MemoryStream();
        NettraceWriter.Write(profile, stream, null, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
