namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A kind of event.</summary>
public sealed class CtfEventClass
{
    internal CtfEventClass(CtfStreamClass stream, ulong id, string name)
    {
        Stream = stream;
        Id = id;
        Name = name;
    }

    /// <summary>The kind of stream that has it.</summary>
    public CtfStreamClass Stream { get; }

    /// <summary>Id, which the stream's other kinds do not have.</summary>
    public ulong Id { get; }

    /// <summary>Place among all kinds of the trace, from 0, in the order of stream and event id.</summary>
    public int Index { get; internal set; }

    /// <summary>Name; LTTng's user-space events are "provider:event".</summary>
    public string Name { get; }

    /// <summary>Log level; null where there is none.</summary>
    public long? LogLevel { get; internal set; }

    /// <summary>URI of its description (model.emf.uri); null where there is none.</summary>
    public string? Uri { get; internal set; }

    /// <summary>Its own context; null where it has none.</summary>
    public CtfStructType? Context { get; internal set; }

    /// <summary>Its fields; null where it has none.</summary>
    public CtfStructType? Payload { get; internal set; }
}
