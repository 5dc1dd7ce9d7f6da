namespace OProf.Capture.Markers.Probes;

/// <summary>Why a probe could not do what it is for with a hit.</summary>
public enum ProbeLossCause
{
    /// <summary>The ring between the marker and the session was full: the probe has not seen the hit.</summary>
    InboxFull,

    /// <summary>The hit's fields could not be read as the marker's format says: the probe has not seen the hit.</summary>
    Undecodable,

    /// <summary>The session's stream was full: the hit was not recorded.</summary>
    StreamFull,

    /// <summary>The queue of a callback or condition was full.</summary>
    QueueFull,

    /// <summary>A latency's start was dropped: as many as it may have waited for their end.</summary>
    PendingFull,

    /// <summary>The hit was of one more key than are kept apart; it is in the sum of all keys.</summary>
    KeysFull,

    /// <summary>The field had no number in this hit.</summary>
    FieldMissing,

    /// <summary>A trigger's action was still under way from an earlier hit, or not allowed again yet.</summary>
    ActionBusy,

    /// <summary>The hit still waited in the queue of a callback or condition when the probe ended.</summary>
    NotRun,

    /// <summary>The process that the events come from dropped them: nobody knows which of its provider's they were.</summary>
    SourceDropped,
}
