using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Events;
using Xunit;

namespace OProf.Capture.Tests.Events;

public sealed class EventSelectionTests : IDisposable
{
    private readonly FakeUnits _units = new();

    public void Dispose() => _units.Dispose();

    [Theory]
    [InlineData("cycles", "cycles", "")]
    [InlineData("cycles:u", "cycles:u", "kernel hv")]
    [InlineData("instructions:k", "instructions:k", "user hv")]
    [InlineData("cpu-clock:uk", "cpu-clock:uk", "hv")]
    [InlineData("cpu-clock:h", "cpu-clock:h", "user kernel")]
    [InlineData("cpu-clock:I", "cpu-clock:I", "idle")]
    [InlineData("r1a8:u", "r1a8:u", "kernel hv")]
    [InlineData("cpu/event=0x3c/u", "cpu/event=0x3c/u", "kernel hv")]
    [InlineData("cpu/event=0x3c/:u", "cpu/event=0x3c/u", "kernel hv")]
    [InlineData("{cycles,instructions}:u", "cycles:u,instructions:u", "kernel hv")]
    [InlineData("{cycles:u,instructions:u}:k", "cycles:uk,instructions:uk", "hv")]
    public void Excludes_what_the_modifiers_say(string text, string names, string excluded)
    {
        var events = Parse(text).Groups.SelectMany(group => group.Events).ToList();
        Assert.Equal(names.Split(','), events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal(excluded, Excluded(e)));
    }

    [Theory]
    [InlineData("cycles", false, true)]
    [InlineData("cycles:k", false, true)]
    [InlineData("cycles:H", false, true)]
    [InlineData("cycles:G", true, false)]
    [InlineData("cycles:GH", false, false)]
    public void Leaves_guests_out_until_they_are_asked_for(string text, bool host, bool guest)
    {
        var definition = Parse(text).Groups[0].Leader;
        Assert.Equal((host, guest), (definition.ExcludeHost, definition.ExcludeGuest));
    }

    [Theory]
    [InlineData("cycles", 0, false)]
    [InlineData("cycles:p", 1, false)]
    [InlineData("cycles:pp", 2, false)]
    [InlineData("cycles:upppk", 3, false)]
    [InlineData("cycles:P", 3, true)]
    public void Reads_the_precise_level(string text, int level, bool maximum)
    {
        var definition = Parse(text).Groups[0].Leader;
        Assert.Equal((level, maximum), (definition.PreciseIp, definition.PreciseMaximum));
    }

    [Fact]
    public void Leader_comes_first_and_alone_is_pinned()
    {
        var selection = Parse("cpu-clock, {cycles,instructions,cache-misses}:SDe ,faults");
        Assert.Equal(["cpu-clock", "{cycles:De,instructions,cache-misses}", "faults"], selection.Groups.Select(group => group.ToString()));
        Assert.Equal([true, false, false], selection.Groups[1].Events.Select(e => e.Pinned));
        Assert.Equal([true, false, false], selection.Groups[1].Events.Select(e => e.Exclusive));
        Assert.False(selection.Groups[0].HasMembers);
    }

    [Theory]
    [InlineData("r1a8", 0x1a8)]
    [InlineData("r0x1A8", 0x1a8)]
    [InlineData("rffffffffffffffff", ulong.MaxValue)]
    public void Takes_raw_numbers(string text, ulong config)
    {
        var definition = Parse(text).Groups[0].Leader;
        Assert.Equal((EventKind.Raw, 4u, config), (definition.Kind, definition.Type, definition.Config));
    }

    [Theory]
    [InlineData("cpu/event=0x3c,umask=0x1/", 4u, 0x13c, 0, 0)]
    [InlineData("cpu/event=60,edge,inv=1,cmask=0xff/", 4u, 0xff84003c, 0, 0)]
    [InlineData("cpu/mem-loads/", 4u, 0x1cd, 3, 0)]
    [InlineData("cpu/mem-loads,ldlat=30/", 4u, 0x1cd, 30, 0)]
    [InlineData("cpu/r1a8/", 4u, 0x1a8, 0, 0)]
    [InlineData("cpu/config=0x5,config1=6,config2=7/", 4u, 5, 6, 7)]
    [InlineData("cpu/offcore_rsp=0xffffffffffffffff/", 4u, 0, ulong.MaxValue, 0)]
    [InlineData("amd/event=0x28f,wide=9/", 11u, 0x2_0000_008f, 0, 9)]
    [InlineData("power/energy-pkg/", 21u, 2, 0, 0)]
    public void Places_the_terms_where_the_unit_keeps_them(string text, uint type, ulong config, ulong config1, ulong config2)
    {
        var definition = Parse(text).Groups[0].Leader;
        Assert.Equal((type, config, config1, config2), (definition.Type, definition.Config, definition.Config1, definition.Config2));
        Assert.True(definition.IsHardware);
    }

    [Fact]
    public void Takes_name_period_and_frequency_of_every_event()
    {
        var events = Parse("cycles/period=1000,name=mine/u,cpu/event=1,freq=50/,cpu-clock").Groups.Select(group => group.Leader).ToList();
        Assert.Equal([("mine", 1000UL, null), ("cpu/event=1,freq=50/", null, 50UL), ("cpu-clock", (ulong?)null, (ulong?)null)], events.Select(e => (e.Name, e.Period, e.Frequency)));
        Assert.True(events[0].ExcludeKernel);
    }

    [Theory]
    [InlineData("cylces", 0, CaptureErrorId.EventUnknown, "cycles")]
    [InlineData("cpu-clock,page-fautls", 10, CaptureErrorId.EventUnknown, "page-faults")]
    [InlineData("cylces:u", 0, CaptureErrorId.EventUnknown, "'cylces'")]
    [InlineData("sched:sched_switch", 0, CaptureErrorId.EventUnknown, "sched:sched_switch")]
    [InlineData("cup/event=1/", 0, CaptureErrorId.EventUnknown, "'cup'")]
    [InlineData("../type/", 0, CaptureErrorId.EventUnknown, "'..'")]
    [InlineData("rxyz", 0, CaptureErrorId.EventUnknown, "rxyz")]
    [InlineData("r12345678901234567", 0, CaptureErrorId.EventUnknown, "r1234")]
    [InlineData("cycles:z", 7, CaptureErrorId.EventModifierUnknown, "'z'")]
    [InlineData("cycles:uku", 9, CaptureErrorId.EventModifierUnknown, "twice")]
    [InlineData("cycles:pppp", 10, CaptureErrorId.EventModifierUnknown, "ppp")]
    [InlineData("cycles:", 7, CaptureErrorId.EventModifierUnknown, "No modifier")]
    [InlineData("cycles:S", 7, CaptureErrorId.EventModifierUnknown, "groups")]
    [InlineData("cycles:W", 7, CaptureErrorId.EventModifierUnknown, "weak")]
    [InlineData("{cycles,faults}:b", 16, CaptureErrorId.EventModifierUnknown, "BPF")]
    [InlineData("", 0, CaptureErrorId.EventGroupSyntax, "ends")]
    [InlineData("cycles,", 7, CaptureErrorId.EventGroupSyntax, "ends")]
    [InlineData("cycles,,faults", 7, CaptureErrorId.EventGroupSyntax, "','")]
    [InlineData("{}", 1, CaptureErrorId.EventGroupSyntax, "'}'")]
    [InlineData("{cycles", 0, CaptureErrorId.EventGroupSyntax, "not closed")]
    [InlineData("{cycles,{faults}}", 8, CaptureErrorId.EventGroupSyntax, "another group")]
    [InlineData("cycles}", 6, CaptureErrorId.EventGroupSyntax, "closing brace")]
    [InlineData("cycles faults", 7, CaptureErrorId.EventGroupSyntax, "'f'")]
    [InlineData("{cycles,faults:D}", 8, CaptureErrorId.EventGroupSyntax, "first event")]
    [InlineData("cpu/event=1", 3, CaptureErrorId.EventGroupSyntax, "second slash")]
    [InlineData("cpu/event=1,umsk=2/", 12, CaptureErrorId.EventTermInvalid, "umask")]
    [InlineData("cpu/event=0x100/", 4, CaptureErrorId.EventTermInvalid, "0xff")]
    [InlineData("cpu/event=zebra/", 4, CaptureErrorId.EventTermInvalid, "zebra")]
    [InlineData("cpu/hole/", 4, CaptureErrorId.EventTermInvalid, "'?'")]
    [InlineData("cpu/event=/", 4, CaptureErrorId.EventTermInvalid, "''")]
    [InlineData("cpu/../", 4, CaptureErrorId.EventTermInvalid, "'..'")]
    [InlineData("amd/odd=1/", 4, CaptureErrorId.EventTermInvalid, "odd")]
    [InlineData("cycles/umask=1/", 7, CaptureErrorId.EventTermInvalid, "umask")]
    [InlineData("cycles/period=0/", 7, CaptureErrorId.EventTermInvalid, "period")]
    public void Says_where_and_what_is_wrong(string text, int position, string id, string said)
    {
        var error = Assert.Throws<EventSyntaxException>(() => Parse(text));
        Assert.Equal((id, position, text), (error.Error.Id, error.Position, error.Target));
        Assert.Contains(said, error.Message);
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place()
    {
        const string alphabet = "cy{},:/=uprS0x1 ";
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(16)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            if (random.Next(2) == 0)
                text = "cpu-clock" + text;
            try
            {
                Assert.NotEmpty(EventSelection.Parse(text).Groups);
            }
            catch (EventSyntaxException e)
            {
                Assert.InRange(e.Position, 0, text.Length);
            }
        }
    }

    [Fact]
    public void Units_are_enumerated_with_their_events()
    {
        var types = _units.Catalog.Enumerate("power/*").ToList();
        Assert.Equal([("power/energy-pkg/", EventKind.Pmu, "Joules")], types.Select(type => (type.Name, type.Kind, type.Unit)));
        Assert.Contains("'?'", _units.Catalog.Enumerate("cpu/hole/").Single().Reason);
        Assert.Contains("cpu/mem-loads/", _units.Catalog.EnumerateNames());
    }

    private EventSelection Parse(string text) => EventSelection.Parse(text, _units.Catalog);

    private static string Excluded(EventDefinition e) => string.Join(' ', new[]
    {
        e.ExcludeUser ? "user" : "",
        e.ExcludeKernel ? "kernel" : "",
        e.ExcludeHv ? "hv" : "",
        e.ExcludeIdle ? "idle" : "",
    }.Where(word => word.Length > 0));
}
