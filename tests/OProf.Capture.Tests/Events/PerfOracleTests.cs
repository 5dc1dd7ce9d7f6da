using System.Globalization;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using Xunit;

namespace OProf.Capture.Tests.Events;

public class PerfOracleTests
{
    [Fact]
    public void Perf_asks_for_the_same_software_events()
    {
        string[] names = [.. SoftwareEvents.All.SelectMany(e => new[] { e.Name, e.Alias }).Where(name => name.Length > 0 && name is not ("dummy" or "bpf-output"))];
        var attrs = PerfOracle.AttrsOf(names, "-F", "499");
        foreach (var (name, perf) in names.Zip(attrs))
        {
            var ours = PerfEventAttrBuilder.Build(EventSelection.Parse(name).Groups[0].Leader, new() { Frequency = 499 }, GroupRole.Alone);
            AssertSameEvent(perf, ours);
        }
    }

    [Fact]
    public void Perf_reads_the_modifiers_alike()
    {
        string[] texts =
        [
            "cpu-clock:u", "cpu-clock:k", "cpu-clock:uk", "cpu-clock:h", "cpu-clock:H", "cpu-clock:G", "cpu-clock:I", "cpu-clock:D",
            "cpu-clock:e", "cpu-clock:p", "cpu-clock:upp", "cpu-clock:ppp", "cpu-clock:P",
        ];
        foreach (var (text, perf) in texts.Zip(PerfOracle.AttrsOf(texts, "-c", "1000000")))
            AssertSameModifiers(text, perf, EventSelection.Parse(text).Groups[0].Leader);

        const string group = "{page-faults:u,cpu-clock}:k";
        var events = EventSelection.Parse(group).Groups[0].Events;
        AssertSameModifiers(group, PerfOracle.AttrsOf([group], "-c", "1000000")[0], events[0]);
    }

    private static void AssertSameModifiers(string text, Dictionary<string, string> perf, EventDefinition definition)
    {
        var ours = PerfEventAttrBuilder.Build(definition, new() { Period = 1_000_000 }, GroupRole.Alone);
        AssertSameEvent(perf, ours);
        foreach (var (name, flag) in new[]
        {
            ("exclude_user", PerfEventAttrFlags.ExcludeUser),
            ("exclude_kernel", PerfEventAttrFlags.ExcludeKernel),
            ("exclude_hv", PerfEventAttrFlags.ExcludeHv),
            ("exclude_idle", PerfEventAttrFlags.ExcludeIdle),
            ("exclude_host", PerfEventAttrFlags.ExcludeHost),
            ("pinned", PerfEventAttrFlags.Pinned),
            ("exclusive", PerfEventAttrFlags.Exclusive),
        })
        {
            Assert.True(perf.ContainsKey(name) == ours.Flags.HasFlag(flag), $"{text}: {name} is {perf.GetValueOrDefault(name, "0")} with perf");
        }

        Assert.Equal(Number(perf, "precise_ip"), (ulong)ours.PreciseIp);
    }

    [Fact]
    public void Every_name_that_perf_lists_is_in_the_catalogue()
    {
        var names = PerfOracle.Run("list", "--no-desc", "hw", "sw", "cache").Split('\n')
            .Where(line => line.Contains("[Software event]") || line.Contains("[Hardware event]") || line.Contains("[Hardware cache event]"))
            .SelectMany(line => line[..line.IndexOf('[')].Split(" OR "))
            .Select(name => name.Trim())
            .Where(name => name.Length > 0)
            .ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.NotNull(EventSelection.Parse(name)));
    }

    private static void AssertSameEvent(Dictionary<string, string> perf, PerfEventAttr ours)
    {
        Assert.Equal(Number(perf, "type"), (ulong)ours.Type);
        Assert.Equal(Number(perf, "config"), ours.Config);
        Assert.Equal(Number(perf, "{ sample_period, sample_freq }"), ours.SamplePeriod);
        Assert.Equal(perf.ContainsKey("freq"), ours.Flags.HasFlag(PerfEventAttrFlags.Freq));
        Assert.True(perf.ContainsKey("disabled") && perf.ContainsKey("sample_id_all"));
    }

    private static ulong Number(Dictionary<string, string> fields, string name)
    {
        var text = fields.GetValueOrDefault(name, "0");
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : ulong.Parse(text, CultureInfo.InvariantCulture);
    }
}
