namespace OProf.Capture.Counters;

/// <summary>A counter as it was opened, or why it was not.</summary>
/// <param name="Name">The event, as it is counted.</param>
/// <param name="Fd">Its descriptor; -1 where it is not open.</param>
/// <param name="IsSwitched">Whether it is switched on by itself: a leader, or an event without a group.</param>
/// <param name="Status">Counted, where it is open.</param>
/// <param name="Reason">Why it is not open.</param>
internal readonly record struct OpenCounter(string Name, int Fd, bool IsSwitched, CounterStatus Status, string Reason);
