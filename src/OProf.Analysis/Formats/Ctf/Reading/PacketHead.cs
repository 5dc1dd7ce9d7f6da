using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Reads the heads of packets and tells where the next one is. A head that is not right is said; where its sizes still lead
/// to another packet, reading goes on there.
/// </summary>
internal sealed class PacketHead
{
    private const uint Magic = 0xC1FC1FC1;

    private readonly TraceLayout _trace;
    private readonly CtfDiagnostics _diagnostics;
    private readonly PacketDecoder _decoder;
    private readonly byte[]? _uuid;

    internal PacketHead(TraceLayout trace, CtfDiagnostics diagnostics, PacketDecoder decoder)
    {
        _trace = trace;
        _diagnostics = diagnostics;
        _decoder = decoder;
        Header = new CtfFields(decoder);
        Context = new CtfFields(decoder);
        _uuid = trace.Metadata.Uuid?.ToByteArray(bigEndian: true);
    }

    /// <summary>The packet's header.</summary>
    internal CtfFields Header { get; }

    /// <summary>The packet's context.</summary>
    internal CtfFields Context { get; }

    /// <summary>The kind of stream of the last packet.</summary>
    internal StreamLayout? Stream { get; private set; }

    /// <summary>Reads the next packet's head; the decoder is then at its first event.</summary>
    /// <param name="source">What holds the packets.</param>
    /// <param name="offset">Offset of the packet in bytes; afterwards that of the next one.</param>
    /// <param name="expected">The kind of stream that it must be of; null for any.</param>
    /// <param name="windowBytes">Bytes to load at once.</param>
    /// <returns>The packet; null where the source has no more of them.</returns>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    internal CtfPacket? Read(IByteSource source, ref ulong offset, StreamLayout? expected, int windowBytes)
    {
        while (offset < source.Length)
        {
            ulong begin = offset;
            ulong clock = _decoder.Clock;
            if (TryRead(source, ref offset, expected, windowBytes, out bool isOurs) is not { } packet)
                return null;
            if (isOurs)
                return packet;
            _decoder.Clock = clock;
            if (offset >= source.Length || !LooksLikePacket(source, offset))
                return null;
        }

        return null;
    }

    private CtfPacket? TryRead(IByteSource source, ref ulong offset, StreamLayout? expected, int windowBytes, out bool isOurs)
    {
        (string File, ulong Offset) place = (source.Name, offset);
        isOurs = true;
        _decoder.Begin(source, offset, windowBytes);
        if (!Pass(_trace.PacketHeader, Header) || !CheckHeader(place, expected, ref isOurs) || !Pass(Stream!.PacketContext, Context))
        {
            if (_decoder.Fault != DecodeFault.None)
                FaultText.Add(_diagnostics, CtfDiagnosticId.Truncated, place, _decoder);
            return null;
        }

        ulong there = (source.Length - offset) * 8;
        ulong content = _decoder.Role(FieldRole.ContentSize);
        ulong size = _decoder.Has(FieldRole.PacketSize) ? _decoder.Role(FieldRole.PacketSize)
            : _decoder.Has(FieldRole.ContentSize) ? LayoutSizes.Align(content, 7)
            : there;
        if (!_decoder.Has(FieldRole.ContentSize))
            content = size;
        if (size == 0 || size % 8 != 0 || size < _decoder.Position)
        {
            _diagnostics.Add(CtfDiagnosticId.SizeInvalid, place.File, place.Offset, $"a packet size of whole bytes, at least {_decoder.Position} bits", $"{size} bits");
            return null;
        }

        bool isTruncated = size > there;
        if (isTruncated)
            _diagnostics.Add(CtfDiagnosticId.Truncated, place.File, place.Offset, $"a packet of {size / 8} bytes", $"{there / 8} bytes to the end of the file");
        if (content > size || content < _decoder.Position)
        {
            _diagnostics.Add(CtfDiagnosticId.SizeInvalid, place.File, place.Offset, $"a content size of {_decoder.Position} to {size} bits", $"{content} bits");
            isOurs = false;
        }

        offset = isTruncated ? source.Length : offset + (size / 8);
        _decoder.Bound(Math.Min(content, there));
        return new CtfPacket(place.File, place.Offset)
        {
            Size = size,
            ContentSize = content,
            IsTruncated = isTruncated,
            TimeBegin = Said(FieldRole.TimeBegin),
            TimeEnd = Said(FieldRole.TimeEnd),
            EventsDiscarded = Said(FieldRole.EventsDiscarded),
            SequenceNumber = Said(FieldRole.SequenceNumber),
            StreamInstanceId = Said(FieldRole.StreamInstanceId),
            Cpu = Said(FieldRole.Cpu) is { } cpu and <= int.MaxValue ? (int)cpu : -1,
        };
    }

    private bool CheckHeader((string File, ulong Offset) place, StreamLayout? expected, ref bool isOurs)
    {
        if (Said(FieldRole.Magic) is { } magic && magic != Magic)
        {
            _diagnostics.Add(CtfDiagnosticId.MagicMismatch, place.File, place.Offset, $"a packet that begins with the magic 0x{Magic:X8}", $"0x{magic:X8}");
            isOurs = false;
        }

        if (_uuid is not null && _trace.UuidIndex >= 0 && !Header.GetBytes(_trace.UuidIndex).SequenceEqual(_uuid))
        {
            string found = new Guid(Header.GetBytes(_trace.UuidIndex), bigEndian: true).ToString();
            _diagnostics.Add(CtfDiagnosticId.UuidMismatch, place.File, place.Offset, $"a packet of the trace {_trace.Metadata.Uuid}", found);
            isOurs = false;
        }

        Stream = Said(FieldRole.StreamId) is { } id ? _trace.Find(id) : _trace.Single;
        if (Stream is null || (expected is not null && Stream != expected))
        {
            string which = expected is null ? "that the metadata describes" : $"{expected.Class.Id}, as the file's first packet";
            _diagnostics.Add(CtfDiagnosticId.UnknownStream, place.File, place.Offset, $"a packet of a stream {which}", Said(FieldRole.StreamId)?.ToString() ?? "no stream id");
            isOurs = false;
        }

        return Stream is not null;
    }

    // Passes over a part of the head, loading what is not there yet.
    private bool Pass(LayoutNode? root, CtfFields fields)
    {
        ulong position = _decoder.Position;
        ulong clock = _decoder.Clock;
        while (!_decoder.Skip(root, fields))
        {
            if (_decoder.Fault != DecodeFault.NeedMore || !_decoder.LoadMore(0))
                return false;
            _decoder.Clock = clock;
            _decoder.Seek(position);
        }

        return true;
    }

    private bool LooksLikePacket(IByteSource source, ulong offset)
    {
        if (_trace.PacketHeader?.Children is not [{ Role: FieldRole.Magic, Size: 32 } magic, ..] || source.Length - offset < sizeof(uint))
            return true;
        byte[] bytes = new byte[sizeof(uint) + BitField.Slack];
        source.Read(offset, bytes.AsSpan(0, sizeof(uint)));
        return BitField.Read(bytes, 0, 32, magic.IsBigEndian) == Magic;
    }

    private ulong? Said(FieldRole role) => _decoder.Has(role) ? _decoder.Role(role) : null;
}
