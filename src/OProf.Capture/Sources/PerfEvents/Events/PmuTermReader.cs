using System.Globalization;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// Puts the terms between an event's slashes together: those that the unit describes in its format files, the events it names,
/// and those that every event has (config, config1 to config3, name, period, freq). Later terms win over earlier ones.
/// </summary>
/// <param name="unit">The unit, or null for an event of the catalogue, which has only name, period and freq.</param>
internal sealed class PmuTermReader(PmuDevice? unit)
{
    private readonly ulong[] _words = new ulong[4];

    public ulong Config => _words[0];

    public ulong Config1 => _words[1];

    public ulong Config2 => _words[2];

    public ulong Config3 => _words[3];

    public string? Name { get; private set; }

    public ulong? Period { get; private set; }

    public ulong? Frequency { get; private set; }

    /// <summary>Adds all terms of a list that begins at <paramref name="position"/> of the whole text.</summary>
    /// <returns>Null, or the first fault.</returns>
    public PmuTermFault? Add(string terms, int position) => Add(terms, position, eventsAllowed: true);

    private PmuTermFault? Add(string terms, int position, bool eventsAllowed)
    {
        foreach (var term in PmuTerm.Split(terms, position))
        {
            // A unit's event stands for terms, not for another event: so this ends.
            var fault = term.Value is null && eventsAllowed && unit?.TermsOf(term.Name) is { } alias
                ? Add(alias, term.Position, eventsAllowed: false)
                : AddOne(term);
            // Places within the unit's own text are not places of the user's.
            if (fault is not null)
                return fault with { Position = term.Position };
        }

        return null;
    }

    private PmuTermFault? AddOne(PmuTerm term)
    {
        if (term.Name == "name" && term.Value is { Length: > 0 })
        {
            Name = term.Value;
            return null;
        }

        if (unit is not null && term.Value is null && RawEvent.TryParse(term.Name, out var raw))
        {
            _words[0] = raw;
            return null;
        }

        if (!TryValue(term.Value ?? "1", out var value))
            return new(term.Position, $"'{term.Value}' is no value for the term {term.Name}.", "Write a decimal number, or a hexadecimal one after 0x.");
        return term.Name switch
        {
            "period" or "freq" => AddRate(term, value),
            _ when unit is null => Unknown(term),
            "config" => SetWord(0, value),
            "config1" => SetWord(1, value),
            "config2" => SetWord(2, value),
            "config3" => SetWord(3, value),
            _ => Insert(unit, term, value),
        };
    }

    private PmuTermFault? AddRate(PmuTerm term, ulong value)
    {
        if (value is 0 or > long.MaxValue)
            return new(term.Position, $"The term {term.Name} must be a number from 1 to {long.MaxValue}.", "");
        // The later of the two decides, as an event has either.
        Period = term.Name == "period" ? value : null;
        Frequency = term.Name == "freq" ? value : null;
        return null;
    }

    private PmuTermFault? SetWord(int word, ulong value)
    {
        _words[word] = value;
        return null;
    }

    private PmuTermFault? Insert(PmuDevice device, PmuTerm term, ulong value)
    {
        var format = device.FormatOf(term.Name);
        if (format is null)
            return Unknown(term);
        if (value > format.Maximum)
            return new(term.Position, $"The value {term.Value} is too large for the term {term.Name}, which has {format.Bits} bits.", $"The largest is 0x{format.Maximum:x}.");
        _words[format.Word] = format.Insert(_words[format.Word], value);
        return null;
    }

    private PmuTermFault Unknown(PmuTerm term)
    {
        if (unit is null)
            return new(term.Position, $"An event with a name of its own has no term '{term.Name}'.", "It has name, period and freq.");
        string[] known = [.. unit.Formats, .. unit.Events, "config", "config1", "config2", "config3", "name", "period", "freq"];
        return new(term.Position, $"The unit {unit.Name} has no term '{term.Name}'.", $"It has {string.Join(", ", known)}.");
    }

    private static bool TryValue(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
