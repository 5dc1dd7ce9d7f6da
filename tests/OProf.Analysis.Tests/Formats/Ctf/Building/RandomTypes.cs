using System.Globalization;
using System.Text;

namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>Makes types of all kinds at random, from a seed.</summary>
/// <param name="random">The seed.</param>
/// <param name="isBigEndian">Byte order of the trace.</param>
/// <param name="hasEmptyTexts">Whether texts may be empty: babeltrace2 2.0 spells an empty one as that of an event before.</param>
internal sealed class RandomTypes(Random random, bool isBigEndian, bool hasEmptyTexts)
{
    private static readonly int[] s_alignments = [1, 1, 2, 4, 8, 8, 16, 32, 64];
    private static readonly string[] s_bases = ["decimal", "hexadecimal", "octal", "binary"];
    private static readonly string[] s_texts = ["", "a", "caf\u00e9", "\"quoted\" and \\", "tab\tand\nline", "a longer text, to cross a boundary of something"];
    private int _names;

    /// <summary>A struct: its TSDL, its alignment, and what writes and spells one.</summary>
    internal (string Tsdl, int Alignment, Action<BitWriter, StringBuilder> Write) Struct(int depth, int fields)
    {
        var tsdl = new StringBuilder("struct { ");
        var writes = new List<Action<BitWriter, StringBuilder>>();
        int alignment = 1;
        for (int i = 0; i < fields; i++)
        {
            var field = Field(depth);
            string name = $"f{_names++}";
            string declared = random.Next(3) == 0 ? "_" + name : name;
            tsdl.Append(field.Before).Append(field.Specifier).Append(' ').Append(declared).Append(field.Suffix).Append("; ");
            alignment = Math.Max(alignment, field.Alignment);
            writes.Add((bits, text) => field.Write(bits, name, text));
        }

        tsdl.Append('}');
        if (random.Next(4) == 0)
        {
            int least = s_alignments[random.Next(s_alignments.Length)];
            tsdl.Append(CultureInfo.InvariantCulture, $" align({least})");
            alignment = Math.Max(alignment, least);
        }

        return (tsdl.ToString(), alignment, (bits, text) =>
        {
            bits.Align(alignment);
            text.Append('{');
            for (int i = 0; i < writes.Count; i++)
            {
                text.Append(i == 0 ? " " : ", ");
                writes[i](bits, text);
            }

            text.Append(" }");
        }
        );
    }

    private RandomField Field(int depth)
    {
        int kinds = depth > 0 ? 11 : 6;
        return random.Next(kinds) switch
        {
            0 or 1 => Integer(),
            2 => Enum(),
            3 => Float(),
            4 => new RandomField("", random.Next(2) == 0 ? "string" : "string { encoding = ASCII; }", "", 8, (bits, name, text) =>
            {
                string value = s_texts[random.Next(hasEmptyTexts ? 0 : 1, s_texts.Length)];
                bits.Text(value);
                text.Append(name).Append(" = ").Append(PrettyText.Text(value));
            }),
            5 => TextArray(),
            6 => Array(depth),
            7 => Sequence(depth),
            8 or 9 => Nested(depth),
            _ => Variant(depth),
        };
    }

    private RandomField Integer()
    {
        var (tsdl, alignment, write) = IntegerType();
        return new RandomField("", tsdl, "", alignment, (bits, name, text) => text.Append(name).Append(" = ").Append(write(bits)));
    }

    private (string Tsdl, int Alignment, Func<BitWriter, string> Write) IntegerType()
    {
        int size = random.Next(1, 65);
        int alignment = s_alignments[random.Next(s_alignments.Length)];
        bool isSigned = random.Next(2) == 0;
        int numberBase = random.Next(s_bases.Length);

        // Another byte order only where no byte is shared with a neighbour.
        bool isWhole = alignment >= 8 && random.Next(2) == 0;
        if (isWhole)
            size = Math.Max(8, size & ~7);

        // babeltrace2 2.0 spells all hexadecimal numbers of 61 to 63 bits as 0.
        if (s_bases[numberBase] == "hexadecimal" && size is > 60 and < 64)
            numberBase = 0;
        bool other = isWhole && random.Next(3) == 0;
        bool order = isBigEndian != other;
        string tsdl = $"integer {{ size = {size}; align = {alignment}; signed = {(isSigned ? "true" : "false")}; base = {s_bases[numberBase]};{(other ? $" byte_order = {(order ? "network" : "le")};" : "")} }}";
        return (tsdl, alignment, bits =>
        {
            ulong value = Value(size, isSigned);
            bits.Integer(value, size, alignment, order);
            return PrettyText.Integer(size, numberBase switch { 0 => 10, 1 => 16, 2 => 8, _ => 2 }, isSigned ? (long)value : value);
        }
        );
    }

    private RandomField Enum()
    {
        int size = random.Next(4, 33);
        int alignment = random.Next(2) == 0 ? 1 : 8;
        bool isSigned = random.Next(2) == 0;
        long first = isSigned ? -3 : 0;
        string tsdl = $"enum : integer {{ size = {size}; align = {alignment}; signed = {(isSigned ? 1 : 0)}; }} {{ \"FIRST\" = {first}, SECOND, RANGE = {first + 2} ... {first + 4}, \"overlap ping\" = {first + 4} ... {first + 5} }}";
        return new RandomField("", tsdl, "", alignment, (bits, name, text) =>
        {
            long value = first + random.Next(8);
            bits.Integer((ulong)value, size, alignment);
            string[] labels = (value - first) switch
            {
                0 => ["FIRST"],
                1 => ["SECOND"],
                2 or 3 => ["RANGE"],
                4 => ["RANGE", "overlap ping"],
                5 => ["overlap ping"],
                _ => [],
            };
            text.Append(name).Append(" = ").Append(PrettyText.Enum(labels, value.ToString(CultureInfo.InvariantCulture)));
        });
    }

    private RandomField Float()
    {
        bool isDouble = random.Next(2) == 0;
        int alignment = s_alignments[random.Next(s_alignments.Length)];
        string tsdl = $"floating_point {{ exp_dig = {(isDouble ? 11 : 8)}; mant_dig = {(isDouble ? 53 : 24)}; align = {alignment}; }}";
        return new RandomField("", tsdl, "", alignment, (bits, name, text) =>
        {
            double value = random.Next(5) switch { 0 => 0, 1 => -1.5, 2 => double.PositiveInfinity, 3 => random.NextDouble() * 1e9, _ => random.NextDouble() * 1e-9 };
            if (!isDouble)
                value = (float)value;
            bits.Integer(isDouble ? BitConverter.DoubleToUInt64Bits(value) : BitConverter.SingleToUInt32Bits((float)value), isDouble ? 64 : 32, alignment);
            text.Append(name).Append(" = ").Append(PrettyText.Float(value));
        });
    }

    private RandomField TextArray()
    {
        int length = random.Next(1, 20);
        return new RandomField("", "integer { size = 8; align = 8; signed = true; encoding = UTF8; }", $"[{length}]", 8, (bits, name, text) =>
        {
            int used = random.Next(hasEmptyTexts ? 0 : 1, length + 1);
            byte[] bytes = new byte[length];
            for (int i = 0; i < used; i++)
                bytes[i] = (byte)random.Next('a', 'z');
            bits.Bytes(bytes);
            text.Append(name).Append(" = ").Append(PrettyText.Text(Encoding.ASCII.GetString(bytes, 0, Math.Min(used, length))));
        });
    }

    private (string Specifier, string Suffix, int Alignment, Action<BitWriter, StringBuilder> Write) Element(int depth)
    {
        if (random.Next(3) > 0)
        {
            var (tsdl, alignment, write) = IntegerType();
            return (tsdl, "", alignment, (bits, text) => text.Append(write(bits)));
        }

        var (inner, innerAlignment, writeInner) = Struct(depth - 1, random.Next(1, 4));
        return (inner, "", innerAlignment, writeInner);
    }

    private RandomField Array(int depth)
    {
        int length = random.Next(5);
        var (specifier, _, alignment, write) = Element(depth);
        return new RandomField("", specifier, $"[{length}]", alignment, (bits, name, text) =>
        {
            text.Append(name).Append(" = ");
            Elements(bits, text, length, alignment, write);
        });
    }

    private RandomField Sequence(int depth)
    {
        string length = $"len{_names++}";
        var (specifier, _, alignment, write) = Element(depth);
        return new RandomField($"integer {{ size = 5; }} {length}; ", specifier, $"[{length}]", alignment, (bits, name, text) =>
        {
            int count = random.Next(6);
            bits.Integer((ulong)count, 5);
            text.Append(CultureInfo.InvariantCulture, $"{length} = {count}, {name} = ");
            Elements(bits, text, count, alignment, write);
        });
    }

    private static void Elements(BitWriter bits, StringBuilder text, int count, int alignment, Action<BitWriter, StringBuilder> write)
    {
        bits.Align(alignment);
        text.Append('[');
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? " " : ", ")}[{i}] = ");
            write(bits, text);
        }

        text.Append(" ]");
    }

    private RandomField Nested(int depth)
    {
        var (tsdl, alignment, write) = Struct(depth - 1, random.Next(5));
        return new RandomField("", tsdl, "", alignment, (bits, name, text) =>
        {
            text.Append(name).Append(" = ");
            write(bits, text);
        });
    }

    private RandomField Variant(int depth)
    {
        string tag = $"tag{_names++}";
        var (first, _, writeFirst) = Struct(depth - 1, random.Next(4));
        var (second, _, writeSecond) = IntegerType();
        string before = $"enum : integer {{ size = 4; }} {{ _one = 1 ... 3, two = 7, unused = 12 }} {tag}; ";
        return new RandomField(before, $"variant <{tag}> {{ {first} _one; {second} two; string unused; }}", "", 1, (bits, name, text) =>
        {
            int value = random.Next(4) is var chosen && chosen == 0 ? 7 : chosen;
            bits.Integer((ulong)value, 4);
            text.Append(CultureInfo.InvariantCulture, $"{tag} = {PrettyText.Enum([value == 7 ? "two" : "_one"], value.ToString(CultureInfo.InvariantCulture))}, {name} = {{ ");
            if (value == 7)
                text.Append(writeSecond(bits));
            else
                writeFirst(bits, text);
            text.Append(" }");
        });
    }

    private ulong Value(int size, bool isSigned)
    {
        ulong value = random.Next(4) switch { 0 => 0, 1 => ulong.MaxValue, 2 => 1UL << random.Next(64), _ => (ulong)random.NextInt64() };
        value <<= 64 - size;
        return isSigned ? (ulong)((long)value >> (64 - size)) : value >> (64 - size);
    }
}
