using System.Globalization;
using System.Text;

namespace OProf.Analysis.Symbols.Demangling;

/// <content>Constants.</content>
internal sealed partial class RustV0Printer
{
    /// <summary>Prints a constant; one that is an expression stands in braces, unless it is within another value.</summary>
    private void PrintConstant(bool inValue)
    {
        Enter();
        char tag = _input.Next();
        switch (tag)
        {
            case 'p':
                Print("_");
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                PrintInteger();
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                Print(_input.Eat('n') ? "-" : "");
                PrintInteger();
                break;
            case 'b':
                Print(HexValue() switch { 0 => "false", 1 => "true", _ => throw _input.Wrong() });
                break;
            case 'c':
                PrintCharacter();
                break;
            case 'B':
                BackReference(() => PrintConstant(inValue));
                break;
            case 'R' when _input.Eat('e'):
                PrintString();
                break;
            case 'e' or 'R' or 'Q' or 'A' or 'T' or 'V':
                Print(inValue ? "" : "{");
                PrintExpression(tag);
                Print(inValue ? "" : "}");
                break;
            default:
                throw _input.Wrong();
        }

        _depth--;
    }

    private void PrintExpression(char tag)
    {
        switch (tag)
        {
            case 'e':
                // A literal is a &str; the constant is what it refers to.
                Print("*");
                PrintString();
                break;
            case 'R' or 'Q':
                Print(tag == 'R' ? "&" : "&mut ");
                PrintValue();
                break;
            case 'A':
                Print("[");
                List(", ", PrintValue);
                Print("]");
                break;
            case 'T':
                Print("(");
                Print(List(", ", PrintValue) == 1 ? ",)" : ")");
                break;
            default:
                PrintPath(inValue: true);
                PrintFields();
                break;
        }
    }

    private void PrintValue() => PrintConstant(inValue: true);

    private void PrintFields()
    {
        switch (_input.Next())
        {
            case 'U':
                break;
            case 'T':
                Print("(");
                List(", ", PrintValue);
                Print(")");
                break;
            case 'S':
                Print(" { ");
                List(", ", () =>
                {
                    _input.Disambiguator();
                    Print(_input.Identifier() + ": ");
                    PrintValue();
                });
                Print(" }");
                break;
            default:
                throw _input.Wrong();
        }
    }

    private ulong? HexValue()
    {
        var digits = _input.HexDigits().TrimStart('0');
        if (digits.Length > 16)
            return null;
        return digits.IsEmpty ? 0 : ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Prints a number: decimal where it fits 64 bits, else hexadecimal.</summary>
    private void PrintInteger()
    {
        int start = _input.Position;
        if (HexValue() is { } value)
        {
            Print(value.ToString(CultureInfo.InvariantCulture));
            return;
        }

        _input.Position = start;
        Print("0x" + _input.HexDigits().TrimStart('0').ToString());
    }

    private void PrintCharacter()
    {
        if (HexValue() is not ({ } value and <= 0x10ffff) || !Rune.IsValid((int)value))
            throw _input.Wrong();
        Print("'" + Escape(new Rune((int)value), quote: '\'') + "'");
    }

    private void PrintString()
    {
        var text = new StringBuilder("\"");
        foreach (var rune in _input.HexString().EnumerateRunes())
            text.Append(Escape(rune, quote: '"'));
        Print(text.Append('"').ToString());
    }

    private static string Escape(Rune rune, char quote) => rune.Value switch
    {
        0 => "\\0",
        '\t' => "\\t",
        '\r' => "\\r",
        '\n' => "\\n",
        '\\' => "\\\\",
        _ when rune.Value == quote => "\\" + quote,
        _ when Rune.IsControl(rune) => $"\\u{{{rune.Value:x}}}",
        _ => rune.ToString(),
    };
}
