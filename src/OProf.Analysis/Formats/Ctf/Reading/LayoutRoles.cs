using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// What fields mean by their names (CTF 1.8.3, sections 5.1, 5.2 and 6.1; stream_instance_id and packet_seq_num are
/// LTTng's and babeltrace2's).
/// </summary>
internal static class LayoutRoles
{
    /// <summary>The role of an integer.</summary>
    /// <param name="scope">The scope it is in.</param>
    /// <param name="depth">Number of structs and others around it.</param>
    /// <param name="name">Its name.</param>
    internal static FieldRole Of(CtfScope scope, int depth, string name) => scope switch
    {
        CtfScope.PacketHeader when depth == 1 => name switch
        {
            "magic" => FieldRole.Magic,
            "stream_id" => FieldRole.StreamId,
            "stream_instance_id" => FieldRole.StreamInstanceId,
            _ => FieldRole.None,
        },
        CtfScope.PacketContext when depth == 1 => name switch
        {
            "timestamp_begin" => FieldRole.TimeBegin,
            "timestamp_end" => FieldRole.TimeEnd,
            "content_size" => FieldRole.ContentSize,
            "packet_size" => FieldRole.PacketSize,
            "events_discarded" => FieldRole.EventsDiscarded,
            "packet_seq_num" => FieldRole.SequenceNumber,
            "cpu_id" => FieldRole.Cpu,
            _ => FieldRole.None,
        },

        // At any depth: the id of the extended header of section 6.1 replaces the one before it.
        CtfScope.EventHeader when name == "id" => FieldRole.EventId,
        _ => FieldRole.None,
    };

    /// <summary>Whether an integer without a clock is a time stamp by its name (CTF 1.8.3, section 8).</summary>
    internal static bool IsTimestamp(CtfScope scope, string name) => scope switch
    {
        CtfScope.PacketContext => name is "timestamp_begin" or "timestamp_end",
        CtfScope.EventHeader => name == "timestamp",
        _ => false,
    };
}
