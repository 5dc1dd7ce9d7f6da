using System.Text;

namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <content>Attributes and their values.</content>
internal sealed partial class TsdlParser
{
    // name = value; the path is what stands on the left, such as "model.emf.uri".
    private string Path()
    {
        var path = new StringBuilder(ExpectName("a name").Text);
        while (TryTake(".") || TryTake("->"))
            path.Append('.').Append(ExpectName("a name").Text);
        return path.ToString();
    }

    private TsdlValue Value()
    {
        var first = Current;
        bool isNegative = false;
        while (Current.Is("-") || Current.Is("+"))
            isNegative ^= Take().Is("-");
        var token = Current;
        switch (token.Kind)
        {
            case TsdlTokenKind.Number:
                Take();
                if (isNegative && token.Number > 1UL << 63)
                    throw Error(token, "an integer of at most 64 bits");
                return new TsdlValue(token, null, isNegative ? 0 - token.Number : token.Number, isNegative && token.Number != 0);
            case TsdlTokenKind.Text when token == first:
                Take();
                return new TsdlValue(token, token.Text, 0, false);
            case TsdlTokenKind.Identifier when token == first:
                return new TsdlValue(token, Path(), 0, false);
            case TsdlTokenKind.Punctuator when TryTake("("):
                Enter();
                var inner = Value();
                Leave();
                Expect(")");
                if (!isNegative)
                    return inner;
                return inner.Text is null ? inner with { Number = 0 - inner.Number, IsNegative = !inner.IsNegative } : throw Error(token, "a number");
            default:
                throw Error(token, "a number, a string or a name");
        }
    }

    private ulong Unsigned(string what)
    {
        var value = Value();
        return value.Text is null && !value.IsNegative ? value.Number : throw Error(value, $"{what}: a number that is not negative");
    }

    private long Signed(string what)
    {
        var value = Value();
        bool fits = value.Text is null && (value.IsNegative || value.Number <= long.MaxValue);
        return fits ? (long)value.Number : throw Error(value, $"{what}: a signed number of at most 64 bits");
    }

    private string Text(string what)
    {
        var value = Value();
        return value.Text ?? throw Error(value, $"{what}: a string");
    }

    private Guid Uuid()
    {
        var value = Value();
        return Guid.TryParseExact(value.Text, "D", out var uuid) ? uuid : throw Error(value, "a UUID such as \"62189bee-96dc-11e0-91a8-cfa3d89f3923\"");
    }

    private bool Boolean()
    {
        var value = Value();
        return value switch
        {
            { Text: "true" or "TRUE" } or { Text: null, Number: 1 } => true,
            { Text: "false" or "FALSE" } or { Text: null, Number: 0 } => false,
            _ => throw Error(value, "true or false"),
        };
    }

    private CtfByteOrder ByteOrder()
    {
        var value = Value();
        return value.Text switch
        {
            "native" => _metadata.ByteOrder,
            "le" => CtfByteOrder.LittleEndian,
            "be" or "network" => CtfByteOrder.BigEndian,
            _ => throw Error(value, "native, network, be or le"),
        };
    }

    private ulong Alignment()
    {
        var token = Current;
        ulong alignment = Unsigned("alignment");
        return ulong.IsPow2(alignment) && alignment <= uint.MaxValue ? alignment : throw Error(token, "a power of two below 2^32");
    }

    // An attribute that has no meaning here: up to its semicolon.
    private void Skip()
    {
        int depth = 0;
        while (Current.Kind != TsdlTokenKind.End && (depth > 0 || !Current.Is(";")))
        {
            if (Current.Is("{"))
                depth++;
            else if (Current.Is("}") && --depth < 0)
                throw Error(Current, "';'");
            Take();
        }
    }
}
