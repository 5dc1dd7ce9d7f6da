using System.Text;

namespace OProf.Analysis.Symbols.Demangling;

/// <summary>The tokens of a v0 name: tags, numbers, identifiers (The rustc book, section v0 Symbol Format).</summary>
/// <param name="text">The name behind its "_R"; back references count from here.</param>
internal sealed class RustV0Input(string text)
{
    /// <summary>Where the next token begins.</summary>
    internal int Position { get; set; }

    internal bool AtEnd => Position >= text.Length;

    internal char Peek() => AtEnd ? '\0' : text[Position];

    internal bool Eat(char tag)
    {
        if (Peek() != tag)
            return false;
        Position++;
        return true;
    }

    /// <exception cref="FormatException">The name ends here.</exception>
    internal char Next() => AtEnd ? throw Wrong() : text[Position++];

    internal FormatException Wrong() => new($"No v0 name at {Position} of {text}.");

    /// <summary>base-62-number: "_" is 0, and digits then "_" are one more than they say.</summary>
    internal ulong Base62()
    {
        if (Eat('_'))
            return 0;
        ulong value = 0;
        while (!Eat('_'))
        {
            char c = Next();
            int digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'z' => c - 'a' + 10,
                >= 'A' and <= 'Z' => c - 'A' + 36,
                _ => throw Wrong(),
            };
            if (value > (ulong.MaxValue - 62) / 62)
                throw Wrong();
            value = (value * 62) + (uint)digit;
        }

        return value + 1;
    }

    /// <summary>An optional number behind a tag: 0 where the tag is not there, else one more than the number.</summary>
    internal ulong OptionalBase62(char tag) => Eat(tag) ? Base62() + 1 : 0;

    internal ulong Disambiguator() => OptionalBase62('s');

    /// <summary>Hex digits up to "_".</summary>
    internal ReadOnlySpan<char> HexDigits()
    {
        int start = Position;
        while (!Eat('_'))
        {
            if (Next() is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
                throw Wrong();
        }

        return text.AsSpan(start, Position - start - 1);
    }

    /// <summary>undisambiguated-identifier, its Punycode decoded.</summary>
    internal string Identifier()
    {
        bool isPunycode = Eat('u');
        char first = Next();
        if (!char.IsAsciiDigit(first))
            throw Wrong();
        int length = first - '0';
        while (length > 0 && char.IsAsciiDigit(Peek()))
        {
            length = (length * 10) + (Next() - '0');
            if (length > text.Length)
                throw Wrong();
        }

        Eat('_');
        if (length > text.Length - Position)
            throw Wrong();
        string identifier = text.Substring(Position, length);
        Position += length;
        return isPunycode ? Punycode.Decode(identifier) ?? $"punycode{{{identifier}}}" : identifier;
    }

    /// <summary>UTF-8 bytes as pairs of hex digits up to "_".</summary>
    internal string HexString()
    {
        var digits = HexDigits();
        if (digits.Length % 2 != 0)
            throw Wrong();
        return new UTF8Encoding(false, throwOnInvalidBytes: false).GetString(Convert.FromHexString(digits));
    }
}
