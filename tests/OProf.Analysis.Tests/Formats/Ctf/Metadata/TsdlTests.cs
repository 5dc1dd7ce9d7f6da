using OProf.Analysis.Formats.Ctf.Metadata;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Ctf.Metadata;

/// <summary>What metadata says, construct by construct.</summary>
public sealed class TsdlTests
{
    private const string Head = """
        /* CTF 1.8 */
        trace { major = 1; minor = 8; byte_order = be; };
        typealias integer { size = 8; align = 8; } := uint8_t;
        typealias integer { size = 32; align = 32; signed = true; } := int;

        """;

    [Theory]
    [InlineData("integer { size = 8; }", 8, false, 8ul, 10)]
    [InlineData("integer { size = 7; }", 7, false, 1ul, 10)]
    [InlineData("integer { size = 64; signed = TRUE; align = 64; base = hex; }", 64, true, 64ul, 16)]
    [InlineData("integer { size = 0x10; signed = 1; base = 8; }", 16, true, 8ul, 8)]
    [InlineData("integer { size = 010; signed = false; base = b; }", 8, false, 8ul, 2)]
    [InlineData("integer { size = 12u; signed = FALSE; align = 1; base = decimal; unknown = { 1; }; }", 12, false, 1ul, 10)]
    public void Integers(string tsdl, int size, bool isSigned, ulong alignment, int numberBase)
    {
        var type = Assert.IsType<CtfIntegerType>(FieldType(tsdl + " f"));

        Assert.Equal((size, isSigned, alignment, numberBase), (type.Size, type.IsSigned, type.Alignment, type.Base));
        Assert.Equal(CtfByteOrder.BigEndian, type.ByteOrder);
    }

    [Theory]
    [InlineData("native", CtfByteOrder.BigEndian)]
    [InlineData("network", CtfByteOrder.BigEndian)]
    [InlineData("be", CtfByteOrder.BigEndian)]
    [InlineData("le", CtfByteOrder.LittleEndian)]
    public void ByteOrders(string order, CtfByteOrder expected)
    {
        Assert.Equal(expected, ((CtfIntegerType)FieldType($"integer {{ size = 16; byte_order = {order}; }} f")).ByteOrder);
        Assert.Equal(expected, ((CtfFloatType)FieldType($"floating_point {{ exp_dig = 8; mant_dig = 24; byte_order = {order}; }} f")).ByteOrder);
    }

    [Theory]
    [InlineData("floating_point { exp_dig = 8; mant_dig = 24; align = 32; }", 32, 32ul)]
    [InlineData("floating_point { exp_dig = 11; mant_dig = 53; }", 64, 8ul)]
    public void Floats(string tsdl, int size, ulong alignment)
    {
        var type = Assert.IsType<CtfFloatType>(FieldType(tsdl + " f"));

        Assert.Equal((size, alignment), (type.Size, type.Alignment));
    }

    [Theory]
    [InlineData("string f", CtfEncoding.Utf8)]
    [InlineData("string { encoding = ASCII; } f", CtfEncoding.Ascii)]
    [InlineData("string { encoding = UTF8; } f", CtfEncoding.Utf8)]
    public void Strings(string tsdl, CtfEncoding encoding) => Assert.Equal(encoding, Assert.IsType<CtfStringType>(FieldType(tsdl)).Encoding);

    [Fact]
    public void EnumsCountOnFromTheLastValue()
    {
        var type = Assert.IsType<CtfEnumType>(FieldType("enum { ZERO, ONE, \"ten\" = 10 ... 12, NEXT, MINUS = -5, AFTER, } f"));

        Assert.Equal(
            [("ZERO", 0L, 0L), ("ONE", 1, 1), ("ten", 10, 12), ("NEXT", 13, 13), ("MINUS", -5, -5), ("AFTER", -4, -4)],
            type.Mappings.Select(mapping => (mapping.Label, (long)mapping.First, (long)mapping.Last)));
        Assert.Equal("ten", type.LabelOf(11));
        Assert.Equal("MINUS", type.LabelOf(unchecked((ulong)-5L)));
        Assert.Null(type.LabelOf(2));
    }

    [Fact]
    public void DeclaratorsMakeArraysAndSequences()
    {
        var outer = Assert.IsType<CtfArrayType>(FieldType("uint8_t f[3][4]"));
        Assert.Equal(3ul, outer.Length);
        Assert.Equal(4ul, Assert.IsType<CtfArrayType>(outer.Element).Length);

        var fields = Fields("uint8_t n; uint8_t a[n], b[stream.event.header.n], c, d[2];");
        Assert.Equal("n", Assert.IsType<CtfSequenceType>(fields[1].Type).Length);
        Assert.Equal("stream.event.header.n", Assert.IsType<CtfSequenceType>(fields[2].Type).Length);
        Assert.IsType<CtfIntegerType>(fields[3].Type);
        Assert.Equal(2ul, Assert.IsType<CtfArrayType>(fields[4].Type).Length);
    }

    [Fact]
    public void ArraysMayHaveALengthOfTheEnvironment()
    {
        string text = "env { n = 5; };" + Head + "stream { }; event { fields := struct { uint8_t f[env.n]; }; };";

        Assert.Equal(5ul, Assert.IsType<CtfArrayType>(CtfMetadata.Parse("m", text).Events[0].Payload!.Fields[0].Type).Length);
    }

    [Fact]
    public void NamesOfTypes()
    {
        string text = Head + """
            typealias integer { size = 64; base = 10; } := struct page *;
            typealias integer { size = 16; } := unsigned short int;
            typedef unsigned short int ushort_t, pair_t[2];
            typealias uint8_t := byte;
            struct point { int x; int y; } align(64);
            typedef struct point point_t;
            enum colour : uint8_t { RED, GREEN };
            variant number <tag> { int a; uint8_t b; };
            stream { };
            event {
                typealias integer { size = 3; } := byte;
                fields := struct {
                    struct page *p;
                    const ushort_t u;
                    pair_t pair;
                    byte hidden;
                    struct point s;
                    point_t t;
                    enum colour c;
                    enum : uint8_t { a, b } tag;
                    variant number <tag> v;
                    typedef byte inner_t;
                    inner_t inner;
                };
            };
            """;
        var fields = CtfMetadata.Parse("m", text).Events[0].Payload!.Fields;

        var pointer = Assert.IsType<CtfIntegerType>(fields[0].Type);
        Assert.Equal((64, 16), (pointer.Size, pointer.Base));
        Assert.Equal(16, Assert.IsType<CtfIntegerType>(fields[1].Type).Size);
        Assert.Equal(2ul, Assert.IsType<CtfArrayType>(fields[2].Type).Length);
        Assert.Equal(3, Assert.IsType<CtfIntegerType>(fields[3].Type).Size);
        Assert.Equal(64ul, fields[4].Type.Alignment);
        Assert.Same(fields[4].Type, fields[5].Type);
        Assert.Equal(["RED", "GREEN"], Assert.IsType<CtfEnumType>(fields[6].Type).Mappings.Select(mapping => mapping.Label));
        Assert.Equal(["a", "b"], Assert.IsType<CtfVariantType>(fields[8].Type).Options.Select(option => option.Name));
        Assert.Equal(3, Assert.IsType<CtfIntegerType>(fields[9].Type).Size);
    }

    [Fact]
    public void OneUnderscoreKeepsANameApartFromKeywords()
    {
        var fields = Fields("uint8_t _event; uint8_t __len; uint8_t _;");

        Assert.Equal(["event", "_len", "_"], fields.Select(field => field.Name));
        Assert.Equal(["_event", "__len", "_"], fields.Select(field => field.DeclaredName));
    }

    [Fact]
    public void BlocksSayWhatTheySay()
    {
        var metadata = CtfMetadata.Parse("m", """
            /* CTF 1.8 */
            // The order of blocks is free.
            event { name = "a\tb\x41\101\u00e9"; id = 7; stream_id = 2; loglevel = -1; model.emf.uri = "u"; context := struct { }; fields := struct { }; };
            callsite { name = "a"; func = "f"; file = "x.c"; line = 39; };
            stream { id = 2; packet.context := struct { }; event.header := struct { } align(8); event.context := struct { }; };
            clock { name = ticks; freq = 3000000; precision = 7; offset_s = -1; offset = 1500000; absolute = true; description = "d"; uuid = "62189bee-96dc-11e0-91a8-cfa3d89f3923"; };
            env { pid = 12; "quoted"; };
            trace { major = 1; minor = 8; byte_order = le; uuid = "2a6422d0-6cee-11e0-8c08-cb07d7b3a564"; };
            """.Replace(" \"quoted\";", " name = \"n\"; low = -3;", StringComparison.Ordinal));

        var clock = Assert.Single(metadata.Clocks);
        Assert.Equal(("ticks", 3_000_000ul, 7ul, -1L, 1_500_000L, true, "d"), (clock.Name, clock.Frequency, clock.Precision, clock.OffsetSeconds, clock.OffsetCycles, clock.IsAbsolute, clock.Description));
        Assert.Equal(-500_000_000, clock.OffsetNanoseconds);
        Assert.Equal(333, clock.ToNanoseconds(1));
        Assert.Equal(long.MaxValue, clock.ToNanoseconds(ulong.MaxValue));
        Assert.Equal(["pid = 12", "name = n", "low = -3"], metadata.Environment.Select(entry => $"{entry.Name} = {entry}"));
        Assert.Equal(new Guid("2a6422d0-6cee-11e0-8c08-cb07d7b3a564"), metadata.Uuid);
        var kind = Assert.Single(metadata.Events);
        Assert.Equal(("a\tbAA\u00e9", 7ul, 2ul, -1L, "u"), (kind.Name, kind.Id, kind.Stream.Id, kind.LogLevel, kind.Uri));
        Assert.NotNull(kind.Context);
        Assert.Equal(8ul, kind.Stream.EventHeader!.Alignment);
    }

    [Fact]
    public void EventsOfATraceWithoutStreamBlocksHaveOne()
    {
        var metadata = CtfMetadata.Parse("m", Head + "event { name = only; };");

        Assert.Equal(0ul, Assert.Single(metadata.Streams).Id);
        Assert.Equal("only", Assert.Single(metadata.Events).Name);
    }

    private static CtfType FieldType(string field) => Fields(field + ";")[0].Type;

    private static IReadOnlyList<CtfField> Fields(string fields) =>
        CtfMetadata.Parse("m", $"{Head}stream {{ }}; event {{ fields := struct {{ {fields} }}; }};").Events[0].Payload!.Fields;
}
