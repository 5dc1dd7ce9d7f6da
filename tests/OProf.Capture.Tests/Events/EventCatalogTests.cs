using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using Xunit;

namespace OProf.Capture.Tests.Events;

public class EventCatalogTests
{
    [Theory]
    [InlineData("cycles", EventKind.Hardware, 0)]
    [InlineData("cpu-cycles", EventKind.Hardware, 0)]
    [InlineData("instructions", EventKind.Hardware, 1)]
    [InlineData("cache-references", EventKind.Hardware, 2)]
    [InlineData("cache-misses", EventKind.Hardware, 3)]
    [InlineData("branches", EventKind.Hardware, 4)]
    [InlineData("branch-instructions", EventKind.Hardware, 4)]
    [InlineData("branch-misses", EventKind.Hardware, 5)]
    [InlineData("bus-cycles", EventKind.Hardware, 6)]
    [InlineData("idle-cycles-frontend", EventKind.Hardware, 7)]
    [InlineData("stalled-cycles-backend", EventKind.Hardware, 8)]
    [InlineData("ref-cycles", EventKind.Hardware, 9)]
    [InlineData("cpu-clock", EventKind.Software, 0)]
    [InlineData("task-clock", EventKind.Software, 1)]
    [InlineData("faults", EventKind.Software, 2)]
    [InlineData("cs", EventKind.Software, 3)]
    [InlineData("migrations", EventKind.Software, 4)]
    [InlineData("minor-faults", EventKind.Software, 5)]
    [InlineData("major-faults", EventKind.Software, 6)]
    [InlineData("alignment-faults", EventKind.Software, 7)]
    [InlineData("emulation-faults", EventKind.Software, 8)]
    [InlineData("dummy", EventKind.Software, 9)]
    [InlineData("bpf-output", EventKind.Software, 10)]
    [InlineData("cgroup-switches", EventKind.Software, 11)]
    [InlineData("L1-dcache-loads", EventKind.HardwareCache, 0x00000)]
    [InlineData("L1-dcache-load-misses", EventKind.HardwareCache, 0x10000)]
    [InlineData("L1-dcache-stores", EventKind.HardwareCache, 0x00100)]
    [InlineData("L1-dcache-prefetch-misses", EventKind.HardwareCache, 0x10200)]
    [InlineData("L1-icache-load-misses", EventKind.HardwareCache, 0x10001)]
    [InlineData("LLC-loads", EventKind.HardwareCache, 0x00002)]
    [InlineData("LLC-store-misses", EventKind.HardwareCache, 0x10102)]
    [InlineData("dTLB-store-misses", EventKind.HardwareCache, 0x10103)]
    [InlineData("iTLB-load-misses", EventKind.HardwareCache, 0x10004)]
    [InlineData("branch-loads", EventKind.HardwareCache, 0x00005)]
    [InlineData("branch-load-misses", EventKind.HardwareCache, 0x10005)]
    [InlineData("node-prefetches", EventKind.HardwareCache, 0x00206)]
    // Spellings that perf list does not print but perf takes.
    [InlineData("l1d-read-miss", EventKind.HardwareCache, 0x10000)]
    [InlineData("L2-speculative-read", EventKind.HardwareCache, 0x00202)]
    [InlineData("dTLB-misses", EventKind.HardwareCache, 0x10003)]
    [InlineData("LLC", EventKind.HardwareCache, 0x00002)]
    public void Knows_the_name(string name, EventKind kind, ulong config)
    {
        var found = EventCatalog.Find(name);
        Assert.NotNull(found);
        Assert.Equal((kind, config), (found.Kind, found.Config));
    }

    [Theory]
    [InlineData("iTLB-stores")]
    [InlineData("L1-dcache-")]
    [InlineData("L1-dcache-load-load")]
    [InlineData("LLC-")]
    [InlineData("")]
    public void Knows_no_such_name(string name) => Assert.Null(EventCatalog.Find(name));

    [Fact]
    public void Has_every_event_of_the_abi_once()
    {
        Assert.Equal(Enum.GetValues<PerfHwId>().Select(id => (ulong)id), HardwareEvents.All.Select(e => e.Config).Order());
        Assert.Equal(Enum.GetValues<PerfSwIds>().Select(id => (ulong)id), SoftwareEvents.All.Select(e => e.Config).Order());
        Assert.Equal(EventCatalog.Named.Count, EventCatalog.Named.Select(e => (e.Type, e.Config)).Distinct().Count());
        Assert.Equal(EventCatalog.Named.Count, EventCatalog.Named.Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Finds_each_event_by_its_own_name() =>
        Assert.All(EventCatalog.Named, named => Assert.Equal(named, EventCatalog.Find(named.Name)));

    [Fact]
    public void Enumeration_says_of_each_event_whether_it_can_be_had()
    {
        var types = EventCatalog.Machine.Enumerate().ToList();
        Assert.All(types, type => Assert.Equal(type.Available && type.CanSample, type.Reason.Length == 0));
        Assert.All(types, type => Assert.NotEmpty(type.Description));
        Assert.Contains(types, type => type is { Name: "rNNN", Kind: EventKind.Raw });
        Assert.Superset(EventCatalog.Named.Select(e => e.Name).ToHashSet(), types.Select(type => type.Name).ToHashSet());
    }

    [Fact]
    public void Enumeration_takes_wildcards_and_aliases()
    {
        Assert.Equal(["page-faults"], EventCatalog.Machine.Enumerate("FAULTS").Select(type => type.Name));
        Assert.Equal(["cpu-clock", "task-clock"], EventCatalog.Machine.Enumerate("*-clock").Select(type => type.Name));
        Assert.Empty(EventCatalog.Machine.Enumerate("nothing-*"));
    }

    [Fact]
    public void Software_clock_can_be_sampled()
    {
        var definition = EventSelection.Parse("cpu-clock").Groups[0].Leader;
        var answer = EventCatalog.Machine.Probe(definition);
        if (answer.Errno is OProf.Capture.Native.Errno.EACCES or OProf.Capture.Native.Errno.EPERM or OProf.Capture.Native.Errno.ENOSYS)
            Assert.Skip($"perf events are not to be had here: {answer.Reason}");
        Assert.Equal(new EventAvailability(true, true, "", 0), answer);
    }

    [Fact]
    public void Unknown_event_of_the_hardware_says_so()
    {
        var answer = EventCatalog.Machine.Probe(new() { Name = "x", Kind = EventKind.Hardware, Type = 0, Config = 999 });
        Assert.False(answer.Available);
        Assert.NotEqual(0, answer.Errno);
        Assert.Contains(OProf.Capture.Native.Errno.NameOf(answer.Errno), answer.Reason);
    }
}
