using System.Buffers;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Decodes one packet at a time out of a window of its bytes. Positions are in bits from the packet's begin, to which
/// alignments refer; none passes <see cref="End"/>.
/// </summary>
internal sealed partial class PacketDecoder : IDisposable
{
    /// <summary>Most bytes of one event.</summary>
    internal const int MaxEventBytes = 64 << 20;

    /// <summary>Bytes that a window begins with.</summary>
    internal const int WindowBytes = 64 << 10;

    private byte[] _bytes = [];
    private byte[] _head = [];
    private ulong _headEnd;
    private IByteSource? _source;
    private ulong _packetOffset;
    private ulong _windowBegin;
    private ulong _windowEnd;
    private ulong _limit;
    private ulong _position;
    private long _budget;

    internal PacketDecoder(int slotCount)
    {
        _slots = new ulong[slotCount];
        _isSet = new bool[slotCount];
    }

    /// <summary>Next bit to decode.</summary>
    internal ulong Position => _position;

    /// <summary>Bit behind the last one that the packet, or what there is of it, has.</summary>
    internal ulong End { get; private set; }

    /// <summary>Why decoding stopped.</summary>
    internal DecodeFault Fault { get; private set; }

    /// <summary>Bit at which it stopped.</summary>
    internal ulong FaultPosition { get; private set; }

    /// <summary>The field at which it stopped; null where it was none.</summary>
    internal LayoutNode? FaultNode { get; private set; }

    /// <summary>The value that was at fault: bits needed, length, tag or id.</summary>
    internal ulong FaultValue { get; private set; }

    /// <summary>Goes to a packet.</summary>
    /// <param name="source">What holds it.</param>
    /// <param name="offset">Its offset there, in bytes.</param>
    /// <param name="windowBytes">Bytes to load first.</param>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    internal void Begin(IByteSource source, ulong offset, int windowBytes)
    {
        _source = source;
        _packetOffset = offset;
        _position = 0;
        End = (source.Length - offset) * 8;
        Fault = DecodeFault.None;
        RolesSeen = 0;
        _budget = long.MaxValue;
        Load(0, windowBytes);
    }

    /// <summary>Says where the packet's content ends, and how much work its fields may make; at the end of its head.</summary>
    internal void Bound(ulong end)
    {
        End = end;
        _headEnd = _position;
        _limit = Math.Min(end, _windowEnd);

        // A field takes a bit at least, most of them more; only empty ones take none.
        _budget = (1L << 20) + (16 * (long)Math.Min(end, 1UL << 56));
    }

    /// <summary>Begins again at a position, with more bytes behind it.</summary>
    /// <returns>False where the window has its largest size; the fault says so then.</returns>
    internal bool LoadMore(ulong position)
    {
        ulong held = (_windowEnd - Math.Max(_windowBegin, position & ~7UL)) / 8;
        if (held >= MaxEventBytes)
            return Fail(DecodeFault.EventTooLarge, null, held);
        Load(position, (int)Math.Min(MaxEventBytes, Math.Max(WindowBytes, held * 2)));
        _position = position;
        Fault = DecodeFault.None;
        return true;
    }

    /// <summary>Goes back to a position in the window.</summary>
    internal void Seek(ulong position) => _position = position;

    /// <summary>Ends the packet.</summary>
    internal void Finish() => _position = End;

    internal bool Fail(DecodeFault fault, LayoutNode? node, ulong value)
    {
        Fault = fault;
        FaultPosition = _position;
        FaultNode = node;
        FaultValue = value;
        return false;
    }

    /// <summary>Gives the window back.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _limit = 0;
    }

    private void Load(ulong position, int bytes)
    {
        ulong begin = position & ~7UL;
        if (begin > 0 && _windowBegin == 0)
            KeepHead();
        ulong end = (_source!.Length - _packetOffset) * 8;
        int length = (int)Math.Min((ulong)bytes, (Math.Max(begin, Math.Min(end, (End + 7) & ~7UL)) - begin) / 8);
        if (_bytes.Length < length + BitField.Slack)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(length + BitField.Slack);
            if (_bytes.Length > 0)
                ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        _windowBegin = _windowEnd = begin;
        _limit = 0;
        _source!.Read(_packetOffset + (begin / 8), _bytes.AsSpan(0, length));
        _windowEnd = begin + ((ulong)length * 8);
        _limit = Math.Min(End, _windowEnd);
    }

    // The head's fields are asked for as long as the packet lasts, wherever the window is by then.
    private void KeepHead()
    {
        int length = (int)((_headEnd + 7) / 8);
        if (_head.Length < length + BitField.Slack)
            _head = new byte[length + BitField.Slack];
        _bytes.AsSpan(0, length).CopyTo(_head);
    }
}
