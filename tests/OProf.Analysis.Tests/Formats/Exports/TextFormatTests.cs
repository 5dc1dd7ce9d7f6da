using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Analysis.Tests.Formats.PerfData;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Exports;

/// <summary>The formats of text: their totals are the session's.</summary>
public sealed class TextFormatTests : IDisposable
{
    private readonly PerfDataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folded_stacks_are_one_event_by_command_and_sorted()
    {
        using var session = _folder.Open(ExportedSessions.Full());
        var notices = new List<SessionNotice>();
        Assert.Equal(
            """
            child;[unknown];[child] 1000
            parent;[unknown];[anon];[libshared.so];[parent] 1000
            renamed;[parent] 1000
            swapper;[kernel.kallsyms] 1000
            worker;[parent];[kernel.kallsyms];[kernel.kallsyms] 77

            """,
            Text(session, CaptureFormat.Folded, null, notices));
        Assert.Equal(["OProfExportOneEvent"], notices.Select(notice => notice.Id));
        Assert.Equal("parent;[libshared.so];[parent] 1\nreused;[reused] 3\n", Text(session, CaptureFormat.Folded, new ExportOptions { Events = ["page-faults"] }, notices));
        Assert.Equal("reused;[reused] 3\n", Text(session, CaptureFormat.Folded, new ExportOptions { Events = ["page-faults"], ProcessIds = [11] }, notices));
        Assert.Single(notices);
    }

    [Fact]
    public void Folded_stacks_of_any_session_sum_up_to_it()
    {
        var random = new Random(5);
        var session = new SyntheticSession(_folder.At("none"));
        ulong[] files = [session.Image("/a"), session.Image("/b c"), session.Image("/d;e\nf")];
        int[] tasks = [session.Task(1, 1, "one two", files[0]), session.Task(2, 2, "two", files[1])];
        long total = 0;
        for (ulong time = 1; time < 3000; time++)
        {
            var chain = Enumerable.Range(0, random.Next(1, 200)).Select(_ => (files[random.Next(3)], (ulong)random.Next(1, 40))).ToArray();
            int which = random.Next(2);
            ulong period = (ulong)random.Next(1, 1000);
            total += (long)period;
            session.Sample(time, tasks[which], which + 1, session.Chain(chain), period);
        }

        string[] lines = Text(session.Session, CaptureFormat.Folded).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(total, lines.Sum(line => long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), null)));
        var stacks = lines.Select(line => line[..line.LastIndexOf(' ')]).ToList();
        Assert.Equal(stacks.Count, stacks.Distinct().Count());
        Assert.All(stacks, stack => Assert.Matches(@"^(one_two|two)(;\[(a|b c|d:e f)\])+$", stack));
        var expected = SampleResolver.For(session.Session).Samples()
            .GroupBy(sample => $"{sample.Command.Replace(' ', '_')};{string.Join(';', sample.GetFrames().Reverse().Select(frame => $"[{Path.GetFileName(frame.Image).Replace(';', ':').Replace('\n', ' ')}]"))}")
            .ToDictionary(group => group.Key, group => group.Sum(sample => sample.Period));
        Assert.Equal(expected, lines.ToDictionary(line => line[..line.LastIndexOf(' ')], line => long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), null)));
    }

    [Fact]
    public void Json_is_one_document_with_all_samples_and_their_frames()
    {
        using var session = _folder.Open(ExportedSessions.Full());
        using var document = JsonDocument.Parse(Text(session, CaptureFormat.Json));
        var root = document.RootElement;
        Assert.Equal(("oprof-samples", 1), (root.GetProperty("format").GetString(), root.GetProperty("version").GetInt32()));
        Assert.Equal(session.SampleCount, root.GetProperty("session").GetProperty("samples").GetInt64());
        var frames = root.GetProperty("frames").EnumerateArray().ToList();
        var lines = root.GetProperty("samples").EnumerateArray().Select(sample =>
        {
            var chain = sample.GetProperty("stack").EnumerateArray().Select(index => frames[index.GetInt32()]).ToList();
            return $"{sample.GetProperty("time")} [{sample.GetProperty("cpu")}] {sample.GetProperty("command")} {sample.GetProperty("processId")}/{sample.GetProperty("threadId")} "
                + $"{sample.GetProperty("event")} {sample.GetProperty("period")} {chain[0].GetProperty("mode")}: "
                + string.Join(" < ", chain.Select(frame => $"{frame.GetProperty("image")}+{frame.GetProperty("offset").GetString()![2..]}"));
        });
        Assert.Equal(PerfDataFolder.Lines(session), lines);
    }

    [Fact]
    public void A_flame_graph_is_well_formed()
    {
        using var session = _folder.Open(ExportedSessions.Full());
        var svg = XDocument.Parse(Text(session, CaptureFormat.FlameGraph));
        Assert.Equal("svg", svg.Root?.Name.LocalName);
        Assert.Contains(svg.Descendants().Where(node => node.Name.LocalName == "title"), title => title.Value.StartsWith("[libshared.so]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CaptureFormat.Csv)]
    [InlineData(CaptureFormat.Folded)]
    [InlineData(CaptureFormat.Json)]
    [InlineData(CaptureFormat.Speedscope)]
    [InlineData(CaptureFormat.FlameGraph)]
    [InlineData(CaptureFormat.PerfData)]
    [InlineData(CaptureFormat.OProfile)]
    public void A_session_without_samples_is_written_too(CaptureFormat format)
    {
        var session = new SyntheticSession(_folder.At("none"));
        using var stream = new MemoryStream();
        CaptureExport.Write(session.Session, format, stream);
        Assert.True(stream.CanWrite);
        if (format is CaptureFormat.Json or CaptureFormat.Speedscope)
            JsonDocument.Parse(stream.ToArray()).Dispose();
        if (format == CaptureFormat.PerfData)
            Assert.Equal(0, _folder.Open(stream.ToArray()).SampleCount);
    }

    private static string Text(Session session, CaptureFormat format, ExportOptions? options = null, List<SessionNotice>? notices = null)
    {
        using var stream = new MemoryStream();
        var said = CaptureExport.Write(session, format, stream, options);
        notices?.AddRange(said);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
