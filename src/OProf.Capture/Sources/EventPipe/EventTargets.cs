namespace OProf.Capture.Sources.EventPipe;

/// <summary>Who wants an event, among all that there were.</summary>
/// <param name="All">All receivers at that time: with another array it has to be found out again.</param>
/// <param name="Receivers">Those who want it.</param>
internal readonly record struct EventTargets(IEventReceiver[] All, IEventReceiver[] Receivers)
{
    /// <summary>Finds out who wants an event.</summary>
    public static EventTargets Of(string eventName, IEventReceiver[] all) =>
        new(all, [.. all.Where(receiver => receiver.Name.Matches(eventName))]);
}
