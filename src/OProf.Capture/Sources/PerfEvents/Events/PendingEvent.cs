namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>An event of a text whose modifiers are not all read yet: a group's come after its last event.</summary>
internal sealed class PendingEvent(EventDefinition definition, int position)
{
    private EventModifiers _modifiers = new();
    private string _letters = "";

    public EventDefinition Definition => definition;

    /// <summary>Where the event begins in the text.</summary>
    public int Position => position;

    public EventModifiers Modifiers => _modifiers;

    /// <summary>The user gave the name, so modifiers are not part of it.</summary>
    public bool KeepsName { get; init; }

    /// <summary>Adds a modifier. Returns null, or the sentence that says why it cannot be added.</summary>
    public string? Add(char letter)
    {
        // S changes nothing of the event: it says what groups do here in any case.
        if (letter != 'S' && (letter == 'p' || !_letters.Contains(letter, StringComparison.Ordinal)))
            _letters += letter;
        return _modifiers.Add(letter);
    }

    /// <summary>The event with its modifiers, and with them in its name.</summary>
    public EventDefinition Finish() => definition with
    {
        Name = NameWithModifiers(),
        ExcludeUser = _modifiers.ExcludeUser,
        ExcludeKernel = _modifiers.ExcludeKernel,
        ExcludeHv = _modifiers.ExcludeHv,
        ExcludeIdle = _modifiers.ExcludeIdle,
        ExcludeHost = _modifiers.ExcludeHost,
        ExcludeGuest = _modifiers.ExcludeGuest,
        PreciseIp = _modifiers.PreciseIp,
        PreciseMaximum = _modifiers.PreciseMaximum,
        Pinned = _modifiers.Pinned,
        Exclusive = _modifiers.Exclusive,
    };

    private string NameWithModifiers()
    {
        if (KeepsName || _letters.Length == 0)
            return definition.Name;
        return definition.Name.EndsWith('/') ? definition.Name + _letters : $"{definition.Name}:{_letters}";
    }
}
