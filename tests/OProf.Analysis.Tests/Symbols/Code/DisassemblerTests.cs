using OProf.Analysis.Symbols.Code;
using Xunit;

namespace OProf.Analysis.Tests.Symbols.Code;

public sealed class DisassemblerTests
{
    private const int EM_386 = 3;
    private const int EM_X86_64 = 62;
    private const int EM_AARCH64 = 183;
    private const int NoMachine = 0xFFF0;

    [Fact]
    public void Says_what_objdump_says()
    {
        // push %rbp; mov %rsp,%rbp; call +0x11b; jne -16; ret
        var code = Code(EM_X86_64, 0x1040, 0x55, 0x48, 0x89, 0xE5, 0xE8, 0x1B, 0x01, 0, 0, 0x75, 0xF0, 0xC3);
        Assert.Equal(
            [(0x1040ul, 1, "push %rbp"), (0x1041, 3, "mov %rsp,%rbp"), (0x1044, 5, "call 0x1164 <f4452>"), (0x1049, 2, "jne 0x103b <f4155>"), (0x104B, 1, "ret")],
            Disassembler.Of(code)!.Select(static row => (row.Address, row.Length, row.Text)));
    }

    [Fact]
    public void Takes_the_width_of_the_processor()
    {
        byte[] bytes = [0x40, 0x50];
        Assert.Equal([(1, "inc %eax"), (1, "push %eax")], Disassembler.Of(Code(EM_386, 0, bytes))!.Select(static row => (row.Length, row.Text)));
        Assert.Equal([2], Disassembler.Of(Code(EM_X86_64, 0, bytes))!.Select(static row => row.Length));
    }

    [Fact]
    public void Goes_on_behind_bytes_that_are_no_instruction()
    {
        // 0x06 is none in 64 bits; the last one is cut off.
        var rows = Disassembler.Of(Code(EM_X86_64, 0x10, 0x06, 0x06, 0x90, 0xE8, 0x01))!;
        Assert.Equal([(0x10ul, "(bad)"), (0x11, "(bad)"), (0x12, "nop"), (0x13, "(bad)")], rows.Take(4).Select(static row => (row.Address, row.Text)));
        Assert.Equal(5, rows.Sum(static row => row.Length));
    }

    [Fact]
    public void Takes_any_bytes()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            byte[] bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            var rows = Disassembler.Of(Code(round % 2 == 0 ? EM_X86_64 : EM_386, 0x1000, bytes))!;
            Assert.Equal(bytes.Length, rows.Sum(static row => row.Length));
            Assert.Equal(rows.Select(static row => row.Address), rows.Select(static row => row.Address).Order());
        }
    }

    [Fact]
    public void Reads_what_objdump_prints_of_other_processors()
    {
        const string Text = """

            prog:     file format elf64-littleaarch64

            0000000000000714 <work>:
             714:	d10043ff 	sub	sp, sp, #0x10
             718:	f90007e0 	str	x0, [sp, #8]
             71c:	14000004 	b	72c <work+0x18>
             zz:	14000004 	b	72c
             999999:	14000004 	b	72c
             71e:	
             720
            """;
        var rows = ObjdumpDisassembler.Read(new StringReader(Text), Code(EM_AARCH64, 0x714, new byte[12]));
        Assert.Equal([(0x714ul, 4, "sub sp, sp, #0x10"), (0x718, 4, "str x0, [sp, #8]"), (0x71C, 4, "b 72c <work+0x18>")], rows.Select(static row => (row.Address, row.Length, row.Text)));
    }

    [Fact]
    public void Takes_no_more_lines_than_there_are_bytes()
    {
        string text = string.Concat(Enumerable.Repeat(" 10:\t90 \tnop\n", 1000));
        Assert.InRange(ObjdumpDisassembler.Read(new StringReader(text), Code(EM_AARCH64, 0x10, new byte[4])).Count, 4, 5);
    }

    [Fact]
    public void Gives_nothing_for_a_processor_that_nobody_knows() => Assert.Null(Disassembler.Of(Code(NoMachine, 0, 1, 2, 3, 4)));

    [Fact]
    public void Ends_early() =>
        Assert.Throws<OperationCanceledException>(() => Disassembler.Of(Code(EM_X86_64, 0, 0x90), new CancellationToken(true)));

    private static FunctionCode Code(int machine, ulong address, params byte[] bytes) =>
        new("/nonexistent", machine, true, address, 0x100, bytes, static target => FormattableString.Invariant($"f{target}"));
}
