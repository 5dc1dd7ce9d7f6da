using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Reads a stream's events one after the other, with memory for a window of one packet. What the reader is at, and what
/// its fields say, is good until the next <see cref="Read"/>. For one thread.
/// </summary>
public sealed class CtfStreamReader : IDisposable
{
    private readonly CtfStream _stream;
    private readonly StreamLayout _layout;
    private readonly PacketDecoder _decoder;
    private readonly PacketHead _head;
    private readonly DiscardCounter _discards;
    private readonly CtfDiagnostics _diagnostics;
    private int _source;
    private ulong _offset;
    private bool _isInPacket;

    internal CtfStreamReader(CtfStream stream, CtfDiagnostics diagnostics)
    {
        _stream = stream;
        _diagnostics = diagnostics;
        _layout = stream.Layout;
        _decoder = new PacketDecoder(stream.Trace.Layout.SlotCount);
        _head = new PacketHead(stream.Trace.Layout, diagnostics, _decoder);
        _discards = new DiscardCounter(_layout, diagnostics, stream.PacketBefore);
        Header = new CtfFields(_decoder);
        StreamContext = new CtfFields(_decoder);
        EventContext = new CtfFields(_decoder);
        Payload = new CtfFields(_decoder);
    }

    /// <summary>The stream.</summary>
    public CtfStream Stream => _stream;

    /// <summary>What the reader is at.</summary>
    public CtfItemKind Kind { get; private set; }

    /// <summary>The kind of the event; null where the reader is at none.</summary>
    public CtfEventClass? EventClass { get; private set; }

    /// <summary>The stream's clock at the event, in cycles.</summary>
    public ulong Cycles { get; private set; }

    /// <summary>Nanoseconds from the zero of the stream's clock to the event; 0 where it has no clock.</summary>
    public long Time { get; private set; }

    /// <summary>The CPU that wrote the packet; -1 where it is not said.</summary>
    public int Cpu => Packet is null ? -1 : Packet.Cpu;

    /// <summary>Number of the discarded events.</summary>
    public ulong Discarded { get; private set; }

    /// <summary>Bits that the event takes.</summary>
    internal ulong EventBits { get; private set; }

    internal EventLayout? EventLayout { get; private set; }

    /// <summary>Packets that are missing between those that were read, as their sequence numbers tell.</summary>
    public ulong MissingPackets => _discards.MissingPackets;

    /// <summary>The packet that the event is in; null before the first.</summary>
    public CtfPacket? Packet { get; private set; }

    /// <summary>Fields of trace.packet.header.</summary>
    public CtfFields PacketHeader => _head.Header;

    /// <summary>Fields of stream.packet.context.</summary>
    public CtfFields PacketContext => _head.Context;

    /// <summary>Fields of stream.event.header.</summary>
    public CtfFields Header { get; }

    /// <summary>Fields of stream.event.context.</summary>
    public CtfFields StreamContext { get; }

    /// <summary>Fields of event.context.</summary>
    public CtfFields EventContext { get; }

    /// <summary>Fields of event.fields.</summary>
    public CtfFields Payload { get; }

    /// <summary>Goes to the next event, or to the next loss.</summary>
    /// <returns>False where the stream is over.</returns>
    /// <exception cref="IOException">The bytes cannot be read (any more).</exception>
    public bool Read()
    {
        while (true)
        {
            if (_isInPacket)
            {
                if (_decoder.Position < _decoder.End && DecodeEvent())
                    return true;
                _isInPacket = false;
                Discarded = _discards.Count(Packet!);
                if (Discarded == 0)
                    continue;
                Kind = CtfItemKind.Discarded;
                EventClass = null;
                Stamp(Math.Max(_decoder.Clock, Packet!.TimeEnd ?? 0));
                return true;
            }

            // Packets of a stream are of one size as a rule: what is behind this one is not to be read twice.
            ulong bytes = Packet is null ? PacketDecoder.WindowBytes : Packet.Size / 8;
            if (!NextPacket((int)Math.Clamp(bytes, CtfStream.HeadBytes, PacketDecoder.WindowBytes)))
                return false;
        }
    }

    /// <summary>Gives back what the reader holds.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        foreach (var source in _stream.Sources)
            (source as TraceFile)?.Close();
    }

    /// <summary>Goes to the next packet without its events.</summary>
    /// <param name="windowBytes">Bytes to load at once.</param>
    internal bool NextPacket(int windowBytes)
    {
        while (_source < _stream.Sources.Count)
        {
            Packet = _head.Read(_stream.Sources[_source], ref _offset, _layout, windowBytes);
            if (Packet is not null)
            {
                _isInPacket = true;
                return true;
            }

            _source++;
            _offset = 0;
        }

        EventClass = null;
        return false;
    }

    // False at the end of what can be read of the packet.
    private bool DecodeEvent()
    {
        ulong begin = _decoder.Position;
        ulong clock = _decoder.Clock;
        while (!TryDecodeEvent(begin))
        {
            if (_decoder.Fault != DecodeFault.NeedMore || !_decoder.LoadMore(begin))
            {
                // Where the file ends within the packet, that has been said already.
                bool isCut = Packet!.IsTruncated && _decoder.Fault is DecodeFault.BeyondContent or DecodeFault.Unterminated or DecodeFault.LengthBeyondContent;
                if (!isCut)
                    FaultText.Add(_diagnostics, CtfDiagnosticId.Damaged, (Packet.Source, Packet.Offset), _decoder);
                _decoder.Clock = clock;
                _decoder.Finish();
                return false;
            }

            _decoder.Clock = clock;
        }

        return true;
    }

    private bool TryDecodeEvent(ulong begin)
    {
        _decoder.Forget(FieldRole.EventId);
        if (!_decoder.Skip(_layout.EventHeader, Header))
            return false;
        ulong id = _decoder.Role(FieldRole.EventId);
        var layout = _layout.Find(id) ?? (_decoder.Has(FieldRole.EventId) ? null : _layout.Single);
        if (layout is null)
            return _decoder.Fail(DecodeFault.UnknownEvent, null, id);
        ulong cycles = _decoder.Clock;
        if (!_decoder.Spend(layout.Values)
            || !_decoder.Skip(_layout.EventContext, StreamContext)
            || !_decoder.Skip(layout.Context, EventContext)
            || !_decoder.Skip(layout.Payload, Payload))
        {
            return false;
        }

        if (_decoder.Position == begin)
            return _decoder.Fail(DecodeFault.EmptyEvent, null, 0);
        Kind = CtfItemKind.Event;
        EventClass = layout.Class;
        EventLayout = layout;
        EventBits = _decoder.Position - begin;
        Stamp(cycles);
        return true;
    }

    private void Stamp(ulong cycles)
    {
        Cycles = cycles;
        Time = _layout.Clock?.ToNanoseconds(cycles) ?? 0;
    }
}
