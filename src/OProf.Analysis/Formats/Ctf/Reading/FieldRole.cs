namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>What a field of a packet's or event's head means to a reader (CTF 1.8.3, sections 5 and 6.1).</summary>
internal enum FieldRole : byte
{
    None,
    Magic,
    StreamId,
    StreamInstanceId,
    TimeBegin,
    TimeEnd,
    ContentSize,
    PacketSize,
    EventsDiscarded,
    SequenceNumber,
    Cpu,
    EventId,
    Count,
}
