using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Sources;
using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Code;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class AnnotatedCodeTests
{
    private const ProcessorMode User = ProcessorMode.User;

    private readonly SyntheticSource _source = new();

    [Fact]
    public void Gives_each_instruction_its_samples()
    {
        ulong a = _source.Image("/a");
        int task = _source.Task(1, 1, "x");

        // f begins at 0x100 of the file: nop; call; ret. Samples within an instruction are its own; a caller is sampled at the call.
        _source.Sample(task, _source.Chain((a, 0x100, User)), period: 10);
        _source.Sample(task, _source.Chain((a, 0x106, User)), period: 20);
        _source.Sample(task, _source.Chain((a, 0x700, User), (a, 0x106, User)), period: 70);
        var code = Annotate();
        Assert.Empty(code.Missing);
        Assert.Equal(
            [(0x4100ul, 1, "nop", 0.1, 0.1), (0x4101, 5, "call 0x4106 <there>", 0.0, 0.7), (0x4106, 1, "ret", 0.2, 0.2)],
            code.Rows.Where(static row => row.Address is not null).Select(static row => (row.Address!.Value, row.Length, row.Text!, row.Self, row.Total)));

        // The spelled lines are of 256 bytes.
        var line = Assert.Single(code.Rows, static row => row.Address is null);
        Assert.Equal(("/a.c", 2, null, 0L), (line.SourceFile, line.Line, line.Text, line.TotalSamples));
        Assert.Same(line, code.Rows[0]);
        Assert.All(code.Rows, static row => Assert.Equal(("f", "/a", "cycles"), (row.Symbol, row.Image, row.Event)));
    }

    [Fact]
    public void Counts_a_call_chain_once()
    {
        ulong a = _source.Image("/a");
        _source.Sample(_source.Task(1, 1, "x"), _source.Chain((a, 0x100, User), (a, 0x106, User), (a, 0x106, User)));
        Assert.Equal([(1L, 1L), (0L, 1L), (0L, 0L)], Annotate().Rows.Where(static row => row.Address is not null).Select(static row => (row.SelfSamples, row.TotalSamples)));
    }

    [Fact]
    public void Says_of_which_functions_there_is_no_code()
    {
        ulong a = _source.Image("/a"), generated = _source.Image("/memfd:doublemapper");
        int task = _source.Task(1, 1, "x");
        _source.Sample(task, _source.Chain((a, 0x300, User)));
        _source.Sample(task, _source.Chain((generated, 0x40, User)), period: 3);
        _source.Sample(task, _source.Chain((0, 0x50, ProcessorMode.Kernel)));
        var code = Annotate(static (_, _) => true);
        Assert.Equal(3, code.Missing.Count);
        Assert.Contains(code.Missing, static missing => missing.Image == "/a" && missing.Reason.Contains("not there", StringComparison.Ordinal));
        Assert.Equal(2, code.Missing.Count(static missing => missing.Reason.Contains("made at run time", StringComparison.Ordinal)));

        // The places are there all the same.
        Assert.Equal((ulong[])[0x40, 0x50, 0x300], code.Rows.Select(static row => row.Address!.Value).Order());
        Assert.All(code.Rows, static row => Assert.Equal((0, null, 1L), (row.Length, row.Text, row.SelfSamples)));
    }

    private AnnotatedCode Annotate(Func<string, string, bool>? isWanted = null)
    {
        _source.Complete();
        var names = new CodedNames();
        return AnnotatedCode.Of(Profile.Of(_source.Resolver(names), "p"), names, isWanted ?? ((symbol, _) => symbol == "f"), new SourceRoots([]));
    }

    /// <summary>One function that has code: f, in the file at 0x100 to 0x106.</summary>
    private sealed class CodedNames : IAddressNames
    {
        private const int EM_X86_64 = 62;
        private readonly SpelledNames _names = new();

        public IReadOnlyList<SessionNotice> Notices => [];

        public SymbolizedAddress InImage(ImageInfo image, ulong offset) =>
            offset is >= 0x100 and < 0x107 ? new SymbolizedAddress(image.Path, "f", offset - 0x100) : _names.InImage(image, offset);

        public SymbolizedAddress InKernel(ulong address) => _names.InKernel(address);

        public SymbolizedAddress InAnonymousMemory(int processId, ulong address) => _names.InAnonymousMemory(processId, address);

        public SourceLine? LineOf(ImageInfo image, ulong offset) => _names.LineOf(image, offset);

        public FunctionCode? CodeOf(ImageInfo image, ulong offset) => offset is >= 0x100 and < 0x107
            ? new FunctionCode(image.Path, EM_X86_64, true, 0x4100, 0x100, new byte[] { 0x90, 0xE8, 0, 0, 0, 0, 0xC3 }, static _ => "there")
            : null;
    }
}
