using System.Text.Json.Nodes;
using OProf.Analysis.Formats.Firefox;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Formats.Imports;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Firefox;

public sealed class FirefoxWriterTests
{
    // The columns of version 60 (src/types/profile.ts and the upgraders of the profiler), with the table that each refers to.
    private static readonly Dictionary<string, (string Column, string? Table)[]> s_tables = new()
    {
        ["stackTable"] = [("frame", "frameTable"), ("prefix", "stackTable")],
        ["frameTable"] =
        [
            ("address", null), ("inlineDepth", null), ("category", null), ("subcategory", null), ("func", "funcTable"), ("nativeSymbol", "nativeSymbols"),
            ("innerWindowID", null), ("line", null), ("column", null),
        ],
        ["funcTable"] =
        [
            ("name", "stringArray"), ("isJS", null), ("relevantForJS", null), ("resource", "resourceTable"), ("source", "sources"), ("lineNumber", null), ("columnNumber", null),
        ],
        ["resourceTable"] = [("lib", null), ("name", "stringArray"), ("host", "stringArray"), ("type", null)],
        ["nativeSymbols"] = [("libIndex", null), ("address", null), ("name", "stringArray"), ("functionSize", null)],
        ["sources"] = [("uuid", null), ("filename", "stringArray")],
    };

    [Fact]
    public void Its_tables_have_the_columns_of_the_format_all_of_one_length_and_refer_to_what_is_there()
    {
        var shared = Write(SampleProfile.Of("cpu-clock"))["shared"]!;
        foreach (var (name, columns) in s_tables)
        {
            var table = shared[name]!.AsObject();
            int length = (int)table["length"]!;
            Assert.Equal(columns.Select(column => column.Column).Append("length").Order(StringComparer.Ordinal), table.Select(entry => entry.Key).Order(StringComparer.Ordinal));
            foreach (var (column, target) in columns)
            {
                var values = table[column]!.AsArray();
                Assert.Equal(length, values.Count);
                int most = target is null ? int.MaxValue : target == "stringArray" ? shared[target]!.AsArray().Count : (int)shared[target]!["length"]!;
                Assert.All(values, value => Assert.True(target is null || value is null || ((int)value >= 0 && (int)value < most), $"{name}.{column}: {value}"));
            }
        }

        // A chain comes after that of its callers.
        var prefixes = shared["stackTable"]!["prefix"]!.AsArray();
        for (int stack = 0; stack < prefixes.Count; stack++)
            Assert.True(prefixes[stack] is null || (int)prefixes[stack]! < stack);
    }

    [Fact]
    public void Has_the_meta_data_that_the_profiler_needs()
    {
        var meta = Write(SampleProfile.Of("cpu-clock"))["meta"]!;
        Assert.Equal(60, (int)meta["preprocessedProfileVersion"]!);
        Assert.Equal("OProf", (string)meta["importedFrom"]!);
        Assert.InRange((double)meta["interval"]!, 1.0, 1.1);
        Assert.Contains(meta["categories"]!.AsArray(), category => (string)category!["color"]! == "grey");
        Assert.All(meta["categories"]!.AsArray(), category => Assert.Equal("Other", (string)category!["subcategories"]![0]!));
        Assert.Empty(meta["markerSchema"]!.AsArray());
    }

    [Fact]
    public void Its_samples_are_those_of_the_profile()
    {
        var profile = SampleProfile.Of("cpu-clock", "page-faults");
        var json = Write(profile);
        var strings = json["shared"]!["stringArray"]!.AsArray();
        var rows = new SortedDictionary<string, (long Samples, long Weight)>(StringComparer.Ordinal);
        foreach (var thread in json["threads"]!.AsArray())
        {
            var samples = thread!["samples"]!;
            int length = (int)samples["length"]!;
            Assert.Equal(length, samples["time"]!.AsArray().Count);
            Assert.Equal(samples["time"]!.AsArray().Select(time => (double)time!).Order(), samples["time"]!.AsArray().Select(time => (double)time!));
            bool isTime = (string)samples["weightType"]! == "tracing-ms";
            string kind = isTime ? "cpu-clock" : "page-faults";
            string task = $"{thread["processName"]} {thread["pid"]} {((string)thread["name"]!).Replace(' ' + kind, "", StringComparison.Ordinal)} {thread["tid"]}";
            Assert.Equal((string)thread["pid"]! == (string)thread["tid"]!.ToString(), (bool)thread["isMainThread"]!);
            for (int i = 0; i < length; i++)
            {
                string key = $"{kind} {task} {Chain(json["shared"]!, strings, (int)samples["stack"]![i]!)}";
                var row = rows.GetValueOrDefault(key);
                double weight = (double)samples["weight"]![i]!;
                rows[key] = (row.Samples + 1, row.Weight + (long)Math.Round(isTime ? weight * 1e6 : weight));
            }
        }

        Assert.Equal(ProfileText.Of(profile), rows.Select(row => $"{row.Key} = {row.Value.Samples} {row.Value.Weight}"));
    }

    private static string Chain(JsonNode shared, JsonArray strings, int stack)
    {
        var frames = new List<string>();
        for (int? at = stack; at is not null; at = (int?)shared["stackTable"]!["prefix"]![at.Value])
        {
            int function = (int)shared["frameTable"]!["func"]![(int)shared["stackTable"]!["frame"]![at.Value]!]!;
            int resource = (int)shared["funcTable"]!["resource"]![function]!;
            frames.Add($"{strings[(int)shared["resourceTable"]!["name"]![resource]!]}!{strings[(int)shared["funcTable"]!["name"]![function]!]}");
        }

        return string.Join(" < ", frames);
    }

    private static JsonNode Write(Profile profile)
    {
        using var stream = new MemoryStream();
        FirefoxWriter.Write(profile, stream, null, TestContext.Current.CancellationToken);
        stream.Position = 0;
        return JsonNode.Parse(stream)!;
    }
}
