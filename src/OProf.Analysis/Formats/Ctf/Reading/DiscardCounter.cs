namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Counts what is missing from a stream, out of its packets' running counts.</summary>
internal sealed class DiscardCounter
{
    private readonly CtfDiagnostics _diagnostics;
    private readonly ulong _discardMask;
    private readonly ulong _sequenceMask;
    private ulong _discarded;
    private ulong? _sequence;

    /// <summary>Begins to count.</summary>
    /// <param name="layout">The stream's layout.</param>
    /// <param name="diagnostics">Where what is missing is said.</param>
    /// <param name="before">The packet before the first; null where there is none.</param>
    internal DiscardCounter(StreamLayout layout, CtfDiagnostics diagnostics, CtfPacket? before)
    {
        _discarded = before?.EventsDiscarded ?? 0;
        _sequence = before?.SequenceNumber;
        _diagnostics = diagnostics;
        _discardMask = MaskOf(layout, FieldRole.EventsDiscarded);
        _sequenceMask = MaskOf(layout, FieldRole.SequenceNumber);
    }

    /// <summary>Packets that are missing between those that were counted.</summary>
    internal ulong MissingPackets { get; private set; }

    /// <summary>Events that were discarded since the packet before; all that the count says, for a stream's first.</summary>
    internal ulong Count(CtfPacket packet)
    {
        CountMissing(packet);
        if (packet.EventsDiscarded is not { } count)
            return 0;
        ulong since = (count - _discarded) & _discardMask;

        // A count that goes back by a little is no count that has wrapped around.
        if (count < _discarded && since > _discardMask >> 1)
        {
            _diagnostics.Add(CtfDiagnosticId.Damaged, packet.Source, packet.Offset, $"events_discarded of at least {_discarded}", $"{count}");
            since = 0;
        }

        _discarded = count;
        return since;
    }

    private void CountMissing(CtfPacket packet)
    {
        if (packet.SequenceNumber is not { } number)
            return;
        ulong missing = _sequence is { } before ? (number - before - 1) & _sequenceMask : 0;
        if (missing > 0 && missing <= _sequenceMask >> 1)
        {
            MissingPackets += missing;
            _diagnostics.Add(CtfDiagnosticId.PacketsMissing, packet.Source, packet.Offset, $"packet {(_sequence + 1) & _sequenceMask} of the stream", $"packet {number}");
        }

        _sequence = number;
    }

    private static ulong MaskOf(StreamLayout layout, FieldRole role)
    {
        int size = layout.PacketContext?.Children.FirstOrDefault(field => field.Role == role)?.Size ?? 64;
        return size == 64 ? ulong.MaxValue : (1UL << size) - 1;
    }
}
