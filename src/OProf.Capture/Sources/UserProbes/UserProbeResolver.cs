using System.Globalization;
using System.IO.Enumeration;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Events;
using OProf.Capture.Sources.UserProbes.Arguments;
using OProf.Capture.Sources.UserProbes.Images;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>Finds the place of a function or of an offset in a file.</summary>
internal static class UserProbeResolver
{
    /// <summary>Resolves a probe without wildcards.</summary>
    /// <exception cref="CaptureException">The file, the place or an argument is not what it should be.</exception>
    public static UserProbe Resolve(string text)
    {
        var probe = UserProbeText.Parse(text);
        string path = ProbedFile.Resolve(probe.File);
        using var image = ProbedImage.Open(path);
        if (path.AsSpan().IndexOfAny(" \t\r\n") >= 0)
            throw UserProbeErrors.Syntax(text, "the kernel takes no path with white space");
        if (probe.Kind == UserProbeKind.Static)
            return StaticProbeResolver.Resolve(text, probe, image);
        ulong offset = OffsetOf(text, probe, image);
        var arguments = UserArgumentParser.Parse(probe.Arguments, out string? problem);
        if (problem is not null)
            throw UserProbeErrors.Syntax(text, problem);
        string name = NameOf(probe, path);
        return new UserProbe(name, probe.Kind, path, [new UserProbePlace(offset, 0, arguments)], SchemaOf(name, arguments), []);
    }

    /// <summary>The functions of a file whose name matches, without those that cannot be probed.</summary>
    /// <exception cref="CaptureException">The file cannot be read.</exception>
    public static IEnumerable<string> Functions(UserProbeText probe)
    {
        string path = ProbedFile.Resolve(probe.File);
        using var image = ProbedImage.Open(path);
        var names = image.Symbols().Where(symbol => symbol.Kind == ImageSymbolKind.Function && FileSystemName.MatchesSimpleExpression(probe.Place, symbol.Name))
            .Select(symbol => symbol.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (string name in names)
            yield return $"{UserProbeText.PrefixOf(probe.Kind)}{path}:{name}{Parenthesized(probe.Arguments)}";
    }

    /// <summary>A probe's name with the path of the file that was found.</summary>
    internal static string NameOf(UserProbeText probe, string path)
    {
        string provider = probe.Kind == UserProbeKind.Static ? probe.Provider + ":" : "";
        return $"{UserProbeText.PrefixOf(probe.Kind)}{path}:{provider}{probe.Place}{Parenthesized(probe.Arguments)}";
    }

    private static string Parenthesized(string arguments) => arguments.Length == 0 ? "" : $"({arguments})";

    private static PayloadSchema SchemaOf(string name, IReadOnlyList<UserArgument> arguments) =>
        new(name, "uprobe", [.. arguments.Select(argument => new PayloadField(argument.Name, UserArgumentType.Of(argument.Type)!))]);

    private static ulong OffsetOf(string text, UserProbeText probe, ProbedImage image)
    {
        if (TryNumber(probe.Place, out ulong inFile))
        {
            if (probe.Kind == UserProbeKind.Return)
                throw UserProbeErrors.Syntax(text, "what returns is a function");
            bool isLoaded = image.Segments.Any(segment => inFile >= segment.Offset && inFile - segment.Offset < segment.Size);
            return isLoaded ? inFile : throw UserProbeErrors.Syntax(text, $"offset 0x{inFile:x} of {image.Path} is in no part that is loaded");
        }

        // An exact name goes first: some have a plus sign in them.
        var symbols = image.Symbols().Where(symbol => symbol.Kind != ImageSymbolKind.Data).ToList();
        if (Find(symbols, probe.Place) is { } whole)
            return Place(image, whole, 0);
        int plus = probe.Place.LastIndexOf('+');
        if (plus > 0 && TryOffset(probe.Place[(plus + 1)..], out ulong offset) && Find(symbols, probe.Place[..plus]) is { } function)
        {
            if (probe.Kind == UserProbeKind.Return && offset != 0)
                throw UserProbeErrors.Syntax(text, "what returns is a function, not a place in it");
            return offset < Math.Max(function.Size, 1)
                ? Place(image, function, offset)
                : throw UserProbeErrors.Syntax(text, $"{function.Name} has {function.Size} bytes");
        }

        string sought = plus > 0 ? probe.Place[..plus] : probe.Place;
        bool isStripped = !image.Sections.Any(section => section.Name == ".symtab");
        throw UserProbeErrors.Symbol(
            image.Path, sought, isStripped ? "exports no function" : "has no function", NearestNames.Of(sought, symbols.Select(symbol => symbol.Name)), isStripped);
    }

    private static ImageSymbol? Find(List<ImageSymbol> symbols, string name)
    {
        foreach (var symbol in symbols)
        {
            if (symbol.Name == name)
                return symbol;
        }

        return null;
    }

    private static ulong Place(ProbedImage image, ImageSymbol symbol, ulong offset)
    {
        if (symbol.Kind == ImageSymbolKind.IndirectFunction)
            throw UserProbeErrors.Symbol(image.Path, symbol.Name, "chooses at run time what it calls as", [], isStripped: false);
        return image.OffsetOf(symbol.Address + offset)
            ?? throw UserProbeErrors.Symbol(image.Path, symbol.Name, $"has at 0x{symbol.Address + offset:x}, which is in no part that is loaded,", [], isStripped: false);
    }

    private static bool TryNumber(string text, out ulong value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryOffset(string text, out ulong value) =>
        TryNumber(text, out value) || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
