using System.Text.Json.Nodes;
using OProf.Analysis.Formats.Chrome;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Formats.Imports;
using OProf.Analysis.Tests.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Chrome;

public sealed class ChromeWriterTests
{
    private const ProcessorMode User = ProcessorMode.User;

    [Fact]
    public void Its_samples_are_those_of_the_profile()
    {
        var profile = SampleProfile.Of("cpu-clock", "page-faults");
        var json = Write(profile);
        var frames = json["stackFrames"]!.AsObject();
        var rows = new SortedDictionary<string, (long Samples, long Weight)>(StringComparer.Ordinal);
        foreach (var sample in json["samples"]!.AsArray())
        {
            var chain = new List<string>();
            for (string? at = (string)sample!["sf"]!; at is not null; at = (string?)frames[at]!["parent"])
                chain.Add($"{frames[at]!["category"]}!{frames[at]!["name"]}");
            string key = $"{sample["name"]} {(long)((decimal)sample["ts"]! * 1000)} [{sample["cpu"]}] {string.Join(" < ", chain)}";
            var row = rows.GetValueOrDefault(key);
            rows[key] = (row.Samples + 1, row.Weight + (long)sample["weight"]!);
        }

        Assert.Equal(ProfileText.Of(profile, withTask: false, withTime: true), rows.Select(row => $"{row.Key} = {row.Value.Samples} {row.Value.Weight}"));
    }

    [Fact]
    public void Names_every_process_and_thread()
    {
        var names = Write(SampleProfile.Of("cpu-clock"))["traceEvents"]!.AsArray().Where(entry => (string)entry!["ph"]! == "M");
        Assert.Equal(
            ["process_name 12 12 other; name", "process_name 7 7 main", "thread_name 12 12 other; name", "thread_name 7 7 main", "thread_name 7 9 worker"],
            names.Select(entry => $"{entry!["name"]} {entry["pid"]} {entry["tid"]} {entry["args"]!["name"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_functions_box_goes_on_while_it_stays_in_the_chain()
    {
        // Samples at 1, 2, 3, 4 ns, each of which stands for 1 ns: no gap.
        var source = new SyntheticSource("cpu-clock");
        ulong a = source.Image("a");
        int task = source.Task(7, 8, "x");
        source.Sample(task, source.Chain((a, 0x28, User), (a, 0x18, User)));
        source.Sample(task, source.Chain((a, 0x38, User), (a, 0x28, User), (a, 0x18, User)));
        source.Sample(task, source.Chain((a, 0x48, User), (a, 0x18, User)));
        source.Sample(task, source.Chain((a, 0x18, User)));
        var boxes = Write(Profile.Of(source.Resolver(), "p"))["traceEvents"]!.AsArray().Where(entry => (string)entry!["ph"]! == "X");
        Assert.Equal(
            ["a+1 1 5", "a+2 1 2", "a+3 2 1", "a+4 3 1"],
            boxes.Select(entry => $"{entry!["name"]} {(long)((decimal)entry["ts"]! * 1000)} {(long)((decimal)entry["dur"]! * 1000)}").Order(StringComparer.Ordinal));
    }

    private static JsonNode Write(Profile profile)
    {
        using var stream = new MemoryStream();
        ChromeWriter.Write(profile, stream, TestContext.Current.CancellationToken);
        stream.Position = 0;
        return JsonNode.Parse(stream)!;
    }
}
