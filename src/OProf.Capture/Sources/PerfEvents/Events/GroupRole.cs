namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>What an event does in its group.</summary>
internal enum GroupRole
{
    /// <summary>The only event of its group.</summary>
    Alone,

    /// <summary>Samples, and its samples carry the values of the group.</summary>
    Leader,

    /// <summary>Only counts.</summary>
    Member,
}
