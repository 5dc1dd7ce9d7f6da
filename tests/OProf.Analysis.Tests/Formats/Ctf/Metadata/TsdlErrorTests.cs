using OProf.Analysis.Formats.Ctf.Metadata;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Metadata;

/// <summary>What is wrong with metadata is said with its place.</summary>
public sealed class TsdlErrorTests
{
    [Theory]
    [InlineData("", 1, 1, "a trace block", "the end of the metadata")]
    [InlineData("trace { };", 1, 9, "byte_order in the trace block", "'}'")]
    [InlineData("trace { byte_order = middle; };", 1, 22, "le or be", "'middle'")]
    [InlineData("trace { byte_order = le; major = 2; };", 1, 26, "major version 1", "'major'")]
    [InlineData("/* open", 1, 1, "a comment that ends with */", "the end of the metadata")]
    [InlineData("env { a = \"x", 1, 11, "a constant that ends with \"", "the end of the metadata")]
    [InlineData("env { a = \"\\q\"; };", 1, 12, "an escape sequence of C", "'\\q'")]
    [InlineData("env { a = 1; }", 1, 15, "';'", "the end of the metadata")]
    [InlineData("env {\n  a = 1;\n", 1, 5, "a block that ends with '}'", "the end of the metadata")]
    [InlineData("};", 1, 1, "a declaration or block", "'}'")]
    [InlineData("env { a = @; };", 1, 11, "a name, constant or punctuator", "'@'")]
    [InlineData("env { a = 99999999999999999999; };", 1, 11, "an integer of at most 64 bits", "'99999999999999999999'")]
    [InlineData("env { a = 08; };", 1, 11, "an integer of at most 64 bits", "'08'")]
    public void OfTokensAndBlocks(string text, int line, int column, string expected, string found) => AssertError(text, line, column, expected, found);

    [Theory]
    [InlineData("nonsense;", 3, 1, "a declaration or block", "'nonsense'")]
    [InlineData("typealias integer { size = 65; } := x;", 3, 28, "1 to 64 bits", "'65'")]
    [InlineData("typealias integer { size = 0; } := x;", 3, 28, "1 to 64 bits", "'0'")]
    [InlineData("typealias integer { signed = true; } := x;", 3, 11, "an integer with a size", "'integer'")]
    [InlineData("typealias integer { size = 8; align = 3; } := x;", 3, 39, "a power of two", "'3'")]
    [InlineData("typealias integer { size = 8; align = 0; } := x;", 3, 39, "a power of two", "'0'")]
    [InlineData("typealias integer { size = 8; base = 7; } := x;", 3, 38, "a base", "'7'")]
    [InlineData("typealias integer { size = 8; signed = maybe; } := x;", 3, 40, "true or false", "'maybe'")]
    [InlineData("typealias integer { size = 8; encoding = UTF32; } := x;", 3, 42, "none, UTF8 or ASCII", "'UTF32'")]
    [InlineData("typealias integer { size = 8; map = clock.none.value; } := x;", 3, 37, "a clock that the metadata describes", "'clock'")]
    [InlineData("typealias floating_point { exp_dig = 15; mant_dig = 113; } := x;", 3, 11, "exp_dig 8 and mant_dig 24", "'floating_point'")]
    [InlineData("typealias uint8_t := uint8_t;", 3, 22, "a name other than 'uint8_t'", "'uint8_t'")]
    [InlineData("typealias what := x;", 3, 11, "a type 'what' that is declared before", "'what'")]
    [InlineData("typealias variant { uint8_t a; } := x;", 3, 37, "a variant with a tag", "'x'")]
    [InlineData("struct s { uint8_t a; uint8_t a; };", 3, 31, "a field of another name", "'a'")]
    [InlineData("struct s { uint8_t a:3; };", 3, 21, "bit fields as GNU C has them are not read", "':'")]
    [InlineData("struct s { uint8_t; };", 3, 19, "the name of a field", "';'")]
    [InlineData("struct s { uint8_t a[-1]; };", 3, 23, "a length that is not negative", "'-1'")]
    [InlineData("struct s { uint8_t a[env.x]; };", 3, 22, "a number of the environment", "'env'")]
    [InlineData("struct s { struct t x; };", 3, 12, "a type 'struct t' that is declared before", "'struct'")]
    [InlineData("enum e { A };", 3, 1, "an enum that names its integer", "'enum'")]
    [InlineData("typealias string := x; enum e : x { A };", 3, 24, "an enum of an integer", "'enum'")]
    [InlineData("enum e : uint8_t { A = 3 ... 2 };", 3, 30, "an end that is not below", "'2'")]
    [InlineData("enum e : uint8_t { A B };", 3, 22, "',' or '}'", "'B'")]
    [InlineData("variant v <t> { };", 3, 1, "a variant with an option", "'variant'")]
    [InlineData("stream { id = 1; }; stream { id = 1; };", 3, 30, "a stream of another id", "'id'")]
    [InlineData("stream { event.header := uint8_t; };", 3, 26, "event.header: a struct", "'uint8_t'")]
    [InlineData("stream { }; event { id = 1; }; event { id = 1; };", 3, 40, "an event of another id", "'id'")]
    [InlineData("stream { }; event { stream_id = 9; };", 3, 21, "an event of a stream that the metadata describes", "'stream_id'")]
    [InlineData("clock { freq = 1; };", 3, 9, "a clock with a name", "'freq'")]
    [InlineData("clock { name = a; freq = 0; };", 3, 26, "a frequency above 0", "'0'")]
    [InlineData("clock { name = a; uuid = \"x\"; };", 3, 26, "a UUID", "the string \"x\"")]
    public void OfDeclarations(string text, int line, int column, string expected, string found) =>
        AssertError("trace { byte_order = le; };\ntypealias integer { size = 8; } := uint8_t;\n" + text, line, column, expected, found);

    [Fact]
    public void OfReferences()
    {
        AssertLayoutError("string s[n];", 37, "the path of an unsigned integer", "'n'");
        AssertLayoutError("string s[n]; uint8_t n;", 37, "the path of an unsigned integer", "'n'");
        AssertLayoutError("string n; string s[n];", 47, "the path of an unsigned integer", "'n'");
        AssertLayoutError("variant <t> { string a; } v;", 37, "the path of an enumeration", "'t'");
        AssertLayoutError("uint8_t t; variant <t> { string a; } v;", 48, "the path of an enumeration", "'t'");
        AssertLayoutError("struct { uint8_t n; } a[2]; string s[a.n];", 65, "the path of an unsigned integer", "'a.n'");
        AssertLayoutError("string s[stream.event.header.n];", 37, "the path of an unsigned integer", "'stream.event.header.n'");
    }

    [Fact]
    public void OfTooMuch()
    {
        string nested = string.Concat(Enumerable.Repeat("struct { ", 1000)) + string.Concat(Enumerable.Repeat("} a; ", 999)) + "}";
        Assert.Throws<TsdlException>(() => Parse($"typealias {nested} := x;"));
        Assert.Throws<TsdlException>(() => Parse("env { a = " + new string('(', 100_000) + "1" + new string(')', 100_000) + "; };"));
        Assert.Throws<TsdlException>(() => Parse($"typealias uint8_t {new string('(', 100_000)} := x;"));
        Assert.Throws<TsdlException>(() => Parse($"typealias uint8_t {string.Concat(Enumerable.Repeat("[1]", 1000))} := x;"));

        // Names for names double the fields with each line.
        string doubling = "struct s0 { uint8_t a; };" + string.Concat(Enumerable.Range(1, 40).Select(i => $"struct s{i} {{ struct s{i - 1} a; struct s{i - 1} b; }};"));
        Assert.Throws<TsdlException>(() => Parse(doubling));
        string deep = "struct s0 { uint8_t a; };" + string.Concat(Enumerable.Range(1, 100).Select(i => $"struct s{i} {{ struct s{i - 1} a; }};"));
        Assert.Throws<TsdlException>(() => Parse(deep));
    }

    private static void AssertLayoutError(string fields, int column, string expected, string found)
    {
        using var folder = new Building.TraceFolder();
        folder.Metadata($"trace {{ byte_order = le; }};\ntypealias integer {{ size = 8; }} := uint8_t;\nevent {{ fields := struct {{ {fields} }}; }};").Stream("s", new byte[1]);
        var error = Assert.Throws<TsdlException>(() => OProf.Analysis.Formats.Ctf.Reading.CtfTrace.Open(folder.Path));

        Assert.Equal((3, column), (error.Line, error.Column));
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        Assert.Contains(found, error.Found, StringComparison.Ordinal);
    }

    private static void AssertError(string text, int line, int column, string expected, string found)
    {
        var error = Assert.Throws<TsdlException>(() => CtfMetadata.Parse("the/metadata", text));

        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        Assert.Equal(found, error.Found);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"the/metadata: line {line}, column {column}: expected ", error.Message, StringComparison.Ordinal);
    }

    private static CtfMetadata Parse(string text) =>
        CtfMetadata.Parse("m", "trace { byte_order = le; };\ntypealias integer { size = 8; } := uint8_t;\n" + text);
}
