namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>The parts that a packet and an event consist of, in their order (the dynamic scopes of CTF 1.8.3, section 7.3.2).</summary>
public enum CtfScope
{
    /// <summary>trace.packet.header</summary>
    PacketHeader,

    /// <summary>stream.packet.context</summary>
    PacketContext,

    /// <summary>stream.event.header</summary>
    EventHeader,

    /// <summary>stream.event.context</summary>
    StreamContext,

    /// <summary>event.context</summary>
    EventContext,

    /// <summary>event.fields</summary>
    Payload,
}
