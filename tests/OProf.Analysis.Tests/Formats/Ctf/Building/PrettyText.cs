using System.Globalization;
using System.Text;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Formats.Ctf.Reading;

namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>Spells decoded fields as babeltrace2's text output (sink.text.pretty) spells them.</summary>
internal static class PrettyText
{
    /// <summary>A struct's fields.</summary>
    internal static string Of(CtfStructType type, CtfStructValue value)
    {
        var text = new StringBuilder();
        Append(text, type, value);
        return text.ToString();
    }

    /// <summary>An integer in its base.</summary>
    internal static string Integer(CtfIntegerType type, object value) => Integer(type.Size, type.Base, value);

    /// <summary>An integer in a base.</summary>
    internal static string Integer(int size, int numberBase, object value)
    {
        ulong bits = value is long signed ? (ulong)signed : (ulong)value;
        return numberBase switch
        {
            16 => "0x" + Low(bits, (size + 3) & ~3).ToString("X", CultureInfo.InvariantCulture),
            8 => "0" + Convert.ToString((long)(value is long ? Low(bits, (((size - 1) / 3) + 1) * 3) : bits), 8),
            2 => "0b" + Convert.ToString((long)bits, 2).PadLeft(64, '0')[^size..],
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    /// <summary>A floating point number as %g does.</summary>
    internal static string Float(double value) => double.IsNaN(value) ? double.IsNegative(value) ? "-nan" : "nan"
        : double.IsInfinity(value) ? value < 0 ? "-inf" : "inf"
        : value.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    /// <summary>A text in quotes.</summary>
    internal static string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            text.Append(c switch
            {
                '\\' or '\'' or '"' or '?' => "\\" + c,
                '\a' => "\\a",
                '\b' => "\\b",
                '\u001b' => "\\e",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < ' ' or '\u007f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>An enumeration's labels and value.</summary>
    internal static string Enum(IReadOnlyList<string> labels, string number)
    {
        string said = labels.Count == 0 ? "<unknown>" : string.Join(", ", labels.Select(Text));
        return $"( {said} : container = {number} )";
    }

    private static void Append(StringBuilder text, CtfType type, object value)
    {
        switch (type)
        {
            case CtfIntegerType integer:
                text.Append(Integer(integer, value));
                break;
            case CtfEnumType labels:
                object number = ((CtfEnumValue)value).Value;
                ulong bits = number is long signed ? (ulong)signed : (ulong)number;
                string[] names = [.. labels.Mappings.Where(mapping => mapping.Contains(bits, labels.Container.IsSigned)).Select(mapping => mapping.Label).Distinct()];
                Assert(((CtfEnumValue)value).Label == names.FirstOrDefault());
                text.Append(Enum(names, Integer(labels.Container, number)));
                break;
            case CtfFloatType:
                text.Append(Float((double)value));
                break;
            case CtfStringType:
                text.Append(Text((string)value));
                break;
            case CtfStructType structure:
                AppendStruct(text, structure, (CtfStructValue)value);
                break;
            case CtfVariantType variant:
                var taken = (CtfVariantValue)value;
                text.Append("{ ");
                Append(text, variant.Options.First(option => option.Name == taken.Option).Type, taken.Value);
                text.Append(" }");
                break;
            case CtfArrayType { IsText: true } or CtfSequenceType { IsText: true }:
                text.Append(Text((string)value));
                break;
            case CtfArrayType array:
                AppendElements(text, array.Element, value);
                break;
            case CtfSequenceType sequence:
                AppendElements(text, sequence.Element, value);
                break;
        }
    }

    private static void AppendStruct(StringBuilder text, CtfStructType type, CtfStructValue value)
    {
        Assert(type.Fields.Count == value.Count);
        text.Append('{');
        for (int i = 0; i < value.Count; i++)
        {
            Assert(type.Fields[i].Name == value[i].Key);
            text.Append(i == 0 ? " " : ", ").Append(value[i].Key).Append(" = ");
            Append(text, type.Fields[i].Type, value[i].Value);
        }

        text.Append(" }");
    }

    private static void AppendElements(StringBuilder text, CtfType type, object value)
    {
        object[] elements = value as object[] ?? [.. ((byte[])value).Select(b => (object)(ulong)b)];
        text.Append('[');
        for (int i = 0; i < elements.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? " " : ", ")}[{i}] = ");
            Append(text, type, elements[i]);
        }

        text.Append(" ]");
    }

    private static ulong Low(ulong bits, int count) => count >= 64 ? bits : bits & ((1UL << count) - 1);

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
