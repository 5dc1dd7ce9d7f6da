using OProf.Capture.Markers;
using OProf.Capture.Sources.Tracepoints.Formats;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Tracepoints;

/// <summary>Format files: what fields they tell of.</summary>
public class TracepointFormatTests
{
    [Theory]
    [InlineData("sched_switch", "text prev_comm, int32 prev_pid, int32 prev_prio, int64 prev_state, text next_comm, int32 next_pid, int32 next_prio")]
    [InlineData("sys_enter", "int64 id, uint64[] args")]
    [InlineData("sys_enter_openat", "int32 __syscall_nr, uint64 dfd, uint64 filename, uint64 flags, uint64 mode")]
    [InlineData("sched_process_exec", "text filename, int32 pid, int32 old_pid")]
    [InlineData("dma_map_sg", "text device, int32 full_nents, int32 full_ents, uint8 truncated, uint64[] phys_addrs, uint64[] dma_addrs, uint32[] lengths, uint32 dir, uint64 attrs")]
    [InlineData("ipi_send_cpumask", "bytes cpumask, uint64 callsite, uint64 callback")]
    [InlineData("block_rq_complete", "uint32 dev, uint64 sector, uint32 nr_sector, int32 error, uint16 ioprio, text rwbs, text cmd")]
    public void FieldsAreThoseOfTheFile(string name, string fields)
    {
        var format = FormatFile.Read(name);
        Assert.Equal(name, format.Name);
        Assert.Equal(["common_type", "common_flags", "common_preempt_count", "common_pid"], format.CommonFields.Select(field => field.Name));
        Assert.Equal(fields, MarkerFormat.Of(TracepointSchema.Of(name, format)));
    }

    [Fact]
    public void AddressesAreHexadecimalAndValuesHaveTheirNames()
    {
        var schema = TracepointSchema.Of("x", FormatFile.Read("sys_enter_openat"));
        Assert.Equal([10, 16, 16, 16, 16], schema.Fields.Select(field => field.Type.Base));
        Assert.Equal(16, TypeOf("timer_start", "function").Base);
        Assert.Equal("TO_DEVICE", TypeOf("dma_map_sg", "dir").LabelOf(1));
        Assert.Equal("ZONE_DMA32", new PrintFormat("\"%s\", __print_symbolic(REC->zone, { (1UL << 1) | 0x8, \"ZONE_DMA32\" })").LabelsOf("zone")[0] is { First: 10 } label ? label.Label : "");
        var state = TypeOf("sched_switch", "prev_state");
        Assert.Equal(("S", "D", "R"), (state.LabelOf(1), state.LabelOf(2), state.LabelOf(0)));
        Assert.Equal("HI", TypeOf("softirq_entry", "vec").LabelOf(0));
    }

    [Theory]
    [InlineData("char comm[16]", 16, "comm", "Text Inline 1")]
    [InlineData("char x[TASK_COMM_LEN]", 16, "x", "Text Inline 1")]
    [InlineData("u8 gid[sizeof(union ib_gid)]", 16, "gid", "Bytes Inline 1")]
    [InlineData("unsigned long mem[NR_NODES / 2]", 32, "mem", "Integers Inline 8")]
    [InlineData("gfn_t pages[4]", 16, "pages", "Integers Inline 4")]
    [InlineData("struct sockaddr addr[2]", 32, "addr", "Bytes Inline 1")]
    [InlineData("struct timespec t", 16, "t", "Bytes Inline 1")]
    [InlineData("__data_loc char[] name", 4, "name", "Text DataLocation 1")]
    [InlineData("__rel_loc char[] name", 4, "name", "Text RelativeLocation 1")]
    [InlineData("__data_loc unsigned int[] lengths", 4, "lengths", "Integers DataLocation 4")]
    [InlineData("__data_loc cpumask_t cpumask", 4, "cpumask", "Bytes DataLocation 1")]
    [InlineData("__data_loc u8[] buf", 4, "buf", "Bytes DataLocation 1")]
    [InlineData("const char * filename", 8, "filename", "Integer Inline 8")]
    [InlineData("char *name", 8, "name", "Integer Inline 8")]
    [InlineData("void (*function)(struct x *, int)", 8, "function", "Integer Inline 8")]
    [InlineData("enum zone_type t", 4, "t", "Integer Inline 4")]
    [InlineData("bool on", 1, "on", "Integer Inline 1")]
    [InlineData("char buf[]", 0, "buf", "Text Rest 1")]
    [InlineData("unsigned long args[]", 0, "args", "Integers Rest 8")]
    public void DeclarationsSayWhatAFieldIs(string declaration, int size, string name, string kind)
    {
        var field = FieldDeclaration.Read(declaration, 8, size, false)!;
        Assert.Equal((name, kind), (field.Name, $"{field.Kind} {field.Place} {field.ElementSize}"));
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("0x10UL", 16)]
    [InlineData("(1 << 4) | 1", 17)]
    [InlineData("((( gfp_t)((((1UL))) << (3))) | 0x40u)", 0x48)]
    [InlineData("-1", -1)]
    [InlineData("~0ULL", -1)]
    [InlineData("2 + 3 * 4", 14)]
    [InlineData("1 << 2 + 1", 8)]
    public void ConstantsAreWorkedOut(string text, long value)
    {
        Assert.True(ConstantExpression.TryEvaluate(text, out long found));
        Assert.Equal(value, found);
    }

    [Theory]
    [InlineData("IOPRIO_CLASS_NONE")]
    [InlineData("1 <<")]
    [InlineData("(1")]
    [InlineData("")]
    [InlineData("1 2")]
    public void WhatIsNoConstantIsSaid(string text) => Assert.False(ConstantExpression.TryEvaluate(text, out _));

    [Fact]
    public void NamesThatDifferInTheirCaseOnlyAreKeptApart()
    {
        const string text = "name: x\nID: 7\nformat:\n\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n\tfield:int A;\toffset:12;\tsize:4;\tsigned:1;\n\nprint fmt: \"\"\n";
        Assert.Equal("int32 a, int32 A_2", MarkerFormat.Of(TracepointSchema.Of("x", TracepointFormatParser.Parse(text, "x"))));
    }

    [Theory]
    [InlineData("name: x\nformat:\n", "line 3: expected a line ID:, found 'the end'")]
    [InlineData("name: x\nID: many\n", "line 2: expected a number after ID:, found 'many'")]
    [InlineData("name: x\nID: 1\nfield:int a;\tsize:4;\n", "line 3: expected offset:")]
    [InlineData("name: x\nID: 1\nfield:int;\toffset:0;\tsize:4;\tsigned:1;\n", "line 3: expected a type and a name, found 'int'")]
    [InlineData("name: x\nID: 1\nfield:int a;\toffset:0;\tsize:99999999;\tsigned:1;\n", "line 3: expected a place within 65536 bytes")]
    [InlineData("hello\n", "line 1: expected name:")]
    public void AnErrorSaysLineExpectedAndFound(string text, string said)
    {
        var error = Assert.Throws<InvalidDataException>(() => TracepointFormatParser.Parse(text, "events/x/format"));
        Assert.Contains("events/x/format, " + said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AlteredFilesGiveAFormatOrAnErrorAndNothingElse()
    {
        const string Letters = " ;:[](){},\"\\0123456789abcREC->*\n\t|";
        var random = new Random(4);
        int refused = 0;
        foreach (string name in FormatFile.Names)
        {
            char[] text = FormatFile.Text(name).ToCharArray();
            for (int i = 0; i < 400; i++)
            {
                char[] altered = [.. text];
                for (int changes = random.Next(1, 6); changes > 0; changes--)
                    altered[random.Next(altered.Length)] = Letters[random.Next(Letters.Length)];
                string cut = new(altered, 0, random.Next(4) == 0 ? random.Next(altered.Length) : altered.Length);
                try
                {
                    var format = TracepointFormatParser.Parse(cut, name);
                    TracepointDecoder.Of(TracepointSchema.Of(name, format), format.Fields).TryDecode(new byte[200], new PayloadWriter());
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > 100, $"{refused}");
    }

    private static PayloadType TypeOf(string name, string field) =>
        TracepointSchema.Of(name, FormatFile.Read(name)).Fields.First(known => known.Name == field).Type;
}
