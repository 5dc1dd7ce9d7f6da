using System.Globalization;
using System.Text;

namespace OProf.Analysis.Symbols.Demangling;

/// <summary>
/// Demangles the names that rustc made before v0: those of a C++ nested name whose last part is <c>h</c> and 16 hex digits,
/// which is dropped. (rustc_codegen_ssa, symbol names, legacy.)
/// </summary>
internal static class RustLegacyDemangler
{
    private const int HashLength = 17;

    /// <summary>The readable name, or null where it is not such a name.</summary>
    internal static string? Demangle(string name)
    {
        if (!name.StartsWith("_ZN", StringComparison.Ordinal))
            return null;
        var text = new StringBuilder(name.Length);
        var rest = name.AsSpan(3);
        ReadOnlySpan<char> last = default;
        while (!rest.IsEmpty && rest[0] != 'E')
        {
            if (!last.IsEmpty)
            {
                if (text.Length > 0)
                    text.Append("::");
                AppendPart(text, last);
            }

            if (!TryTakePart(ref rest, out last))
                return null;
        }

        if (rest.IsEmpty || !IsHash(last) || text.Length == 0)
            return null;
        var suffix = rest[1..];
        if (!suffix.IsEmpty && suffix[0] != '.')
            return null;
        int llvm = suffix.IndexOf(".llvm.", StringComparison.Ordinal);
        return text.Append(llvm < 0 ? suffix : suffix[..llvm]).ToString();
    }

    private static bool TryTakePart(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> part)
    {
        part = default;
        int digits = 0, length = 0;
        for (; digits < rest.Length && char.IsAsciiDigit(rest[digits]); digits++)
        {
            length = (length * 10) + (rest[digits] - '0');
            if (length > rest.Length)
                return false;
        }

        if (digits == 0 || length == 0 || length > rest.Length - digits)
            return false;
        part = rest.Slice(digits, length);
        rest = rest[(digits + length)..];
        return true;
    }

    /// <summary>A hash has at least five different digits: C++ parts that merely look like one do not.</summary>
    private static bool IsHash(ReadOnlySpan<char> part)
    {
        if (part.Length != HashLength || part[0] != 'h')
            return false;
        uint seen = 0;
        foreach (char c in part[1..])
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
                return false;
            seen |= 1u << (c <= '9' ? c - '0' : c - 'a' + 10);
        }

        return System.Numerics.BitOperations.PopCount(seen) >= 5;
    }

    private static void AppendPart(StringBuilder text, ReadOnlySpan<char> part)
    {
        if (part.StartsWith("_$"))
            part = part[1..];
        while (!part.IsEmpty)
        {
            if (part[0] == '.')
            {
                bool isPath = part.Length > 1 && part[1] == '.';
                text.Append(isPath ? "::" : ".");
                part = part[(isPath ? 2 : 1)..];
                continue;
            }

            if (part[0] == '$')
            {
                int end = part[1..].IndexOf('$');
                if (end < 0 || Escape(part.Slice(1, end)) is not { } decoded)
                    break;
                text.Append(decoded);
                part = part[(end + 2)..];
                continue;
            }

            int plain = part.IndexOfAny('.', '$');
            plain = plain < 0 ? part.Length : plain;
            text.Append(part[..plain]);
            part = part[plain..];
        }

        text.Append(part);
    }

    private static string? Escape(ReadOnlySpan<char> escape) => escape switch
    {
        "SP" => "@",
        "BP" => "*",
        "RF" => "&",
        "LT" => "<",
        "GT" => ">",
        "LP" => "(",
        "RP" => ")",
        "C" => ",",
        ['u', .. var digits] when digits.Length is > 0 and <= 6
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            && Rune.IsValid(value) && !Rune.IsControl(new Rune(value)) => new Rune(value).ToString(),
        _ => null,
    };
}
