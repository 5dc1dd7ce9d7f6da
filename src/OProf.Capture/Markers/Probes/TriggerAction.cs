namespace OProf.Capture.Markers.Probes;

/// <summary>What a trigger does.</summary>
public enum TriggerAction
{
    /// <summary>Ends the session.</summary>
    Stop,

    /// <summary>Suspends the session; nothing where it does not run.</summary>
    Suspend,

    /// <summary>Has a suspended session go on; nothing where it runs.</summary>
    Resume,

    /// <summary>Writes what the session holds to a folder, while it goes on.</summary>
    Snapshot,
}
