using OProf.Analysis.Symbols;

namespace OProf.Analysis.Profiles;

/// <summary>What a frame is called; one object for all samples that have the frame.</summary>
internal sealed class FrameName
{
    /// <summary>What an image or a symbol is called that nobody knows; the word is perf's.</summary>
    internal const string Unknown = "[unknown]";

    internal FrameName(SymbolizedAddress address)
        : this(address.Image, address.Symbol, address.SymbolOffset)
    {
    }

    internal FrameName(string image, string? symbol, ulong symbolOffset)
    {
        Image = image;
        Symbol = symbol ?? Unknown;
        IsKnown = symbol is not null;
        SymbolOffset = symbolOffset;

        // The frames of a folded stack are separated by a semicolon, and a record ends with its line.
        Folded = Symbol.AsSpan().IndexOfAny(";\r\n") < 0
            ? Symbol
            : Symbol.Replace(';', ':').Replace('\r', ' ').Replace('\n', ' ');
    }

    internal string Image { get; }

    internal string Symbol { get; }

    internal bool IsKnown { get; }

    internal ulong SymbolOffset { get; }

    /// <summary>The symbol as it stands in a folded stack.</summary>
    internal string Folded { get; }
}
