using System.Globalization;
using System.IO.Enumeration;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Events;
using OProf.Capture.Sources.UserProbes.Arguments;
using OProf.Capture.Sources.UserProbes.Images;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>
/// Finds the places of a static probe. The compiler puts an argument where it likes, at each place anew, so that all places fetch
/// it as they have to and give it as 64 bits: with a sign if it has one at any of them.
/// </summary>
internal static class StaticProbeResolver
{
    /// <summary>Resolves a static probe without wildcards.</summary>
    /// <exception cref="CaptureException">The file has no such probe, or an argument is none of it.</exception>
    public static UserProbe Resolve(string text, UserProbeText probe, ProbedImage image)
    {
        var all = StaticProbeReader.Read(image);
        var places = all.Where(place => place.Provider == probe.Provider && place.Name == probe.Place).ToList();
        if (places.Count == 0)
        {
            throw UserProbeErrors.Symbol(
                image.Path, $"{probe.Provider}:{probe.Place}", all.Count == 0 ? "has no static probes at all, so not" : "has no static probe",
                NearestNames.Of($"{probe.Provider}:{probe.Place}", all.Select(known => $"{known.Provider}:{known.Name}")), isStripped: false);
        }

        var arguments = places.ConvertAll(place => Reader(image, place).Read(place.Arguments));
        int count = arguments.Min(list => list.Count);
        var asked = Asked(text, probe, count, out bool isAll);
        var missing = new List<string>();
        var fields = new List<PayloadField>();
        var fetched = places.ConvertAll(_ => new List<UserArgument>());
        foreach (var (name, number, type) in asked)
        {
            var each = arguments.ConvertAll(list => list[number]);
            if (each.Find(argument => argument.Fetch is null) is { } impossible)
            {
                if (!isAll)
                    throw UserProbeErrors.Syntax(text, FormattableString.Invariant($"argument {number + 1} is '{impossible.Text}', which the kernel cannot fetch"));
                missing.Add($"{name} ({impossible.Text})");
                continue;
            }

            bool isText = type is not null;
            fields.Add(new PayloadField(name, isText ? PayloadType.Text : PayloadType.Integer(each.Exists(argument => argument.IsSigned), 64)));
            for (int i = 0; i < each.Count; i++)
                fetched[i].Add(new UserArgument(name, isText ? $"+0({each[i].Fetch})" : each[i].Fetch!, type ?? each[i].Type));
        }

        string full = UserProbeResolver.NameOf(probe, image.Path);
        return new UserProbe(
            full, UserProbeKind.Static, image.Path, [.. places.Select((place, i) => PlaceOf(text, image, place, fetched[i]))],
            new PayloadSchema(full, probe.Provider, fields), missing);
    }

    /// <summary>The static probes of a file whose provider and name match.</summary>
    /// <exception cref="CaptureException">The file cannot be read.</exception>
    public static IEnumerable<string> Names(UserProbeText probe)
    {
        string path = ProbedFile.Resolve(probe.File);
        using var image = ProbedImage.Open(path);
        var names = StaticProbeReader.Read(image)
            .Where(place => FileSystemName.MatchesSimpleExpression(probe.Provider, place.Provider) && FileSystemName.MatchesSimpleExpression(probe.Place, place.Name))
            .Select(place => $"{UserProbeText.PrefixOf(UserProbeKind.Static)}{path}:{place.Provider}:{place.Name}")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (string name in names)
            yield return probe.Arguments.Length == 0 ? name : $"{name}({probe.Arguments})";
    }

    private static UserProbePlace PlaceOf(string text, ProbedImage image, StaticProbe place, List<UserArgument> arguments)
    {
        ulong offset = image.OffsetOf(place.Address) ?? throw UserProbeErrors.Syntax(text, $"its note tells of address 0x{place.Address:x}, which is in no part of {image.Path} that is loaded");
        ulong counter = place.Semaphore == 0 ? 0
            : image.OffsetOf(place.Semaphore) ?? throw UserProbeErrors.Syntax(text, $"its note tells of a counter at 0x{place.Semaphore:x}, which is in no part of {image.Path} that is loaded");
        return new UserProbePlace(offset, counter, arguments);
    }

    // The kernel comes to an address that is relative to the file by adding the offset to the place where it has the file's start
    // if the instruction is where its offset says; so the distance in memory is what counts.
    private static StaticArgumentReader Reader(ProbedImage image, StaticProbe place) => new(image.Machine, (symbol, addend) =>
    {
        foreach (var known in image.Symbols())
        {
            if (known.Name == symbol && image.OffsetOf(place.Address) is { } offset)
                return (long)(offset + (known.Address - place.Address)) + addend;
        }

        return null;
    });

    // All arguments, or those that were asked for: (arg1, name=arg2, path=arg3:string).
    private static List<(string Name, int Number, string? Type)> Asked(string text, UserProbeText probe, int count, out bool isAll)
    {
        isAll = probe.Arguments.AsSpan().IsWhiteSpace();
        if (isAll)
            return [.. Enumerable.Range(0, count).Select(i => (FormattableString.Invariant($"arg{i + 1}"), i, (string?)null))];
        var asked = new List<(string, int, string?)>();
        foreach (string part in probe.Arguments.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] typed = part.Split(':', StringSplitOptions.TrimEntries);
            string[] named = typed[0].Split('=', StringSplitOptions.TrimEntries);
            string argument = named[^1], name = named[0];
            bool isNumber = argument.StartsWith("arg", StringComparison.OrdinalIgnoreCase)
                & int.TryParse(argument.AsSpan(Math.Min(3, argument.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            string? type = typed.Length > 1 ? typed[1] : null;
            if (!isNumber || typed.Length > 2 || named.Length > 2 || type is not (null or "string" or "ustring") || !UserArgumentParser.IsName(name) || asked.Exists(known => string.Equals(known.Item1, name, StringComparison.OrdinalIgnoreCase)))
                throw UserProbeErrors.Syntax(text, $"'{part}' is no argument of a static probe: arg1, name=arg1, or name=arg1:string for the address of a text");
            if (number < 1 || number > count)
                throw UserProbeErrors.Syntax(text, FormattableString.Invariant($"it has {count} arguments, not {number}"));
            asked.Add((name, number - 1, type));
        }

        return asked;
    }
}
