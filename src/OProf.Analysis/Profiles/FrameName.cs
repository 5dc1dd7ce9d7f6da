using System.Globalization;
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

    internal FrameName(string image, string? symbol, ulong symbolOffset, int line = 0)
    {
        Image = image;
        Symbol = symbol ?? Unknown;
        IsKnown = symbol is not null;
        SymbolOffset = symbolOffset;

        Line = line;
        Label = LabelOf(Symbol, image, line);

        // The frames of a folded stack are separated by a semicolon, and a record ends with its line.
        Folded = Label.AsSpan().IndexOfAny(";\r\n") < 0
            ? Label
            : Label.Replace(';', ':').Replace('\r', ' ').Replace('\n', ' ');
    }

    internal string Image { get; }

    internal string Symbol { get; }

    internal bool IsKnown { get; }

    internal ulong SymbolOffset { get; }

    /// <summary>The line of a script that runs; 0 for all else, whose lines are looked up by their place.</summary>
    internal int Line { get; }

    /// <summary>The symbol, and of a script the line: <c>Get-Slow script.ps1:12</c>.</summary>
    internal string Label { get; }

    /// <summary>A symbol as it is shown in a call chain.</summary>
    internal static string LabelOf(string symbol, string image, int line) =>
        line == 0 ? symbol : string.Create(CultureInfo.InvariantCulture, $"{symbol} {Path.GetFileName(image)}:{line}");

    /// <summary>The label as it stands in a folded stack.</summary>
    internal string Folded { get; }
}
