using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Reads one event selection from left to right.</summary>
internal sealed class EventTextReader(string text, EventCatalog catalog)
{
    private int _at;

    private char Next => _at < text.Length ? text[_at] : '\0';

    /// <summary>All groups of the text.</summary>
    public IReadOnlyList<EventGroup> ReadAll()
    {
        List<EventGroup> groups = [];
        do
        {
            SkipSpace();
            groups.Add(Next == '{' ? ReadGroup() : new([ReadEvent(inGroup: false).Finish()]));
            SkipSpace();
        }
        while (Take(','));
        if (_at < text.Length)
            throw Syntax(Next == '}' ? "There is a closing brace without an opening one." : $"'{Next}' is not expected here.", "Separate events by commas.");
        return groups;
    }

    /// <summary>A unit's event from the terms that were read.</summary>
    public static EventDefinition DefinitionOf(PmuDevice unit, PmuTermReader terms, string name) => new()
    {
        Name = name,
        Kind = EventKind.Pmu,
        Type = unit.Type,
        Config = terms.Config,
        Config1 = terms.Config1,
        Config2 = terms.Config2,
        Config3 = terms.Config3,
        Period = terms.Period,
        Frequency = terms.Frequency,
    };

    private EventGroup ReadGroup()
    {
        var start = _at;
        _at++;
        List<PendingEvent> members = [];
        do
        {
            SkipSpace();
            if (Next == '{')
                throw Syntax("A group cannot hold another group.", "Close the first brace before the second.");
            members.Add(ReadEvent(inGroup: true));
            SkipSpace();
        }
        while (Take(','));
        if (!Take('}'))
        {
            _at = _at < text.Length ? _at : start;
            throw Syntax("The group that begins here is not closed, or its events are not separated by commas.", "Write {first,second}.");
        }

        if (Take(':'))
            ReadGroupModifiers(members);
        for (var i = 1; i < members.Count; i++)
        {
            if (members[i].Modifiers is { Pinned: true } or { Exclusive: true })
            {
                _at = members[i].Position;
                throw Syntax($"{members[i].Definition.Name}: modifiers D and e are for the first event of a group or for the group.", "Write {first,second}:D.");
            }
        }

        return new([.. members.Select(member => member.Finish())]);
    }

    private void ReadGroupModifiers(List<PendingEvent> members)
    {
        var start = _at;
        foreach (var letter in ReadModifierText())
        {
            // The whole group is pinned or exclusive through its leader.
            foreach (var member in letter is 'D' or 'e' ? members.Take(1) : members)
            {
                if (member.Add(letter) is { } fault)
                    throw ModifierFault(start, fault);
            }

            start++;
        }
    }

    private PendingEvent ReadEvent(bool inGroup)
    {
        var start = _at;
        while (_at < text.Length && !",{}/:".Contains(text[_at], StringComparison.Ordinal) && !char.IsWhiteSpace(text[_at]))
            _at++;
        var name = text[start.._at];
        if (name.Length == 0)
            throw Syntax(_at == text.Length ? "The text ends where an event is expected." : $"An event is expected before '{Next}'.", "Name an event, such as cpu-clock.");
        var pending = Take('/') ? ReadTerms(start, name) : new PendingEvent(Resolve(start, name), start);
        var slashed = text[_at - 1] == '/';
        if (Take(':') || (slashed && char.IsAsciiLetter(Next)))
        {
            var position = _at;
            foreach (var letter in ReadModifierText())
            {
                if (pending.Add(letter) is { } fault)
                    throw ModifierFault(position, fault);
                if (letter == 'S' && !inGroup)
                    throw ModifierFault(position, "Modifier S is for groups, whose samples carry the values of all their events.");
                position++;
            }
        }

        return pending;
    }

    private PendingEvent ReadTerms(int start, string name)
    {
        var termsStart = _at;
        var end = text.IndexOf('/', _at);
        if (end < 0)
        {
            _at = termsStart - 1;
            throw Syntax("The terms that begin here are not closed by a second slash.", $"Write {name}/.../.");
        }

        var terms = text[termsStart..end];
        var unit = catalog.Units.Find(name);
        var named = unit is null ? EventCatalog.Find(name) : null;
        if (unit is null && named is null)
            throw Unknown(start, name);
        var reader = new PmuTermReader(unit);
        if (reader.Add(terms, termsStart) is { } fault)
        {
            throw new EventSyntaxException(
                new(CaptureErrorId.EventTermInvalid, CaptureErrorCategory.InvalidArgument, fault.Message, fault.Remedy), text, fault.Position);
        }

        _at = end + 1;
        var written = reader.Name ?? text[start.._at];
        var definition = unit is not null
            ? DefinitionOf(unit, reader, written)
            : EventCatalog.DefinitionOf(named!, written) with { Period = reader.Period, Frequency = reader.Frequency };
        return new(definition, start) { KeepsName = reader.Name is not null };
    }

    private EventDefinition Resolve(int start, string name)
    {
        if (EventCatalog.Find(name) is { } named)
            return EventCatalog.DefinitionOf(named, name);
        if (RawEvent.TryParse(name, out var config))
            return new() { Name = name, Kind = EventKind.Raw, Type = (uint)PerfTypeId.PERF_TYPE_RAW, Config = config };
        throw Unknown(start, WholeNameAt(start));
    }

    // sched:sched_switch is one name to its user, though the colon ends what was read; the u of cycels:u is a modifier.
    private string WholeNameAt(int start)
    {
        var end = _at;
        while (end < text.Length && !",{}".Contains(text[end], StringComparison.Ordinal) && !char.IsWhiteSpace(text[end]))
            end++;
        var onlyModifiers = end > _at && text[(_at + 1)..end].All(letter => EventModifiers.Letters.Contains(letter, StringComparison.Ordinal));
        return onlyModifiers ? text[start.._at] : text[start..end];
    }

    private string ReadModifierText()
    {
        var start = _at;
        while (_at < text.Length && !",{}".Contains(text[_at], StringComparison.Ordinal) && !char.IsWhiteSpace(text[_at]))
            _at++;
        var letters = text[start.._at];
        if (letters.Length == 0)
            throw ModifierFault(start, "No modifier follows the colon.");
        for (var i = 0; i < letters.Length; i++)
        {
            if (letters[i] != 'p' && letters.IndexOf(letters[i], StringComparison.Ordinal) < i)
                throw ModifierFault(start + i, $"Modifier {letters[i]} is given twice.");
        }

        return letters;
    }

    private EventSyntaxException Unknown(int position, string name)
    {
        var near = NearestNames.Of(name, catalog.EnumerateNames());
        var remedy = near.Count > 0
            ? $"Did you mean {string.Join(" or ", near)}? Get-OProfEventType lists all events."
            : "Get-OProfEventType lists the events.";
        return new(new(CaptureErrorId.EventUnknown, CaptureErrorCategory.ObjectNotFound, $"There is no event '{name}'.", remedy), text, position);
    }

    private EventSyntaxException ModifierFault(int position, string message) => new(
        new(
            CaptureErrorId.EventModifierUnknown,
            CaptureErrorCategory.InvalidArgument,
            $"{message} (character {position + 1} of '{text}')",
            "Modifiers are u k h (user, kernel, hypervisor), H G (host, guest), I (not idle), p pp ppp P (precise), D (pinned), e (exclusive), S (group values)."),
        text,
        position);

    private EventSyntaxException Syntax(string message, string remedy) => new(
        new(CaptureErrorId.EventGroupSyntax, CaptureErrorCategory.InvalidArgument, $"{message} (character {_at + 1} of '{text}')", remedy),
        text,
        _at);

    private bool Take(char expected)
    {
        if (_at >= text.Length || text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }
}
