namespace OProf.Capture.Sources.EventPipe;

/// <summary>Takes the events of a process that a name stands for. Called on the thread that reads them.</summary>
internal interface IEventReceiver
{
    /// <summary>What it takes.</summary>
    EventMarkerName Name { get; }

    /// <summary>An event came.</summary>
    /// <param name="shape">What it is.</param>
    /// <param name="stamp">When and where it was written.</param>
    /// <param name="words">Its fields, packed; good until this returns.</param>
    void Receive(EventShape shape, in EventStamp stamp, ReadOnlySpan<ulong> words);

    /// <summary>An event came that could not be understood, or is larger than a record may be.</summary>
    void Undecodable();

    /// <summary>The process dropped events of the provider: which of them they were, nobody knows.</summary>
    void Dropped(long events);
}
