using System.Buffers.Binary;
using System.Text;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>
/// The text of a trace's metadata, whether it lies in its file as it is or in packets (CTF 1.8.3, section 7.1).
/// </summary>
/// <remarks>
/// A metadata packet, packed: magic 4, UUID 16, checksum 4, content size 4, packet size 4 (both in bits, header included),
/// compression 1, encryption 1, checksum scheme 1, major 1, minor 1; then text up to the content's size, then padding. Its
/// byte order is that in which the magic reads right.
/// </remarks>
internal static class MetadataText
{
    private const uint PacketMagic = 0x75D11D57;
    private const int HeaderBytes = 37;
    private const int MaxBytes = 64 << 20;

    /// <summary>Reads the text.</summary>
    /// <param name="source">The metadata file.</param>
    /// <param name="uuid">The packets' UUID; null where the text is not in packets.</param>
    /// <exception cref="CtfFormatException">The packets are not whole, or too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Read(IByteSource source, out Guid? uuid)
    {
        uuid = null;
        if (source.Length > MaxBytes)
            throw new CtfFormatException(source.Name, 0, $"metadata of at most {MaxBytes} bytes", $"{source.Length} bytes");
        byte[] bytes = new byte[source.Length];
        source.Read(0, bytes);
        if (bytes.Length >= 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) == PacketMagic)
                return FromPackets(source.Name, bytes, isBigEndian: false, out uuid);
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes) == PacketMagic)
                return FromPackets(source.Name, bytes, isBigEndian: true, out uuid);
        }

        // CTF 2 is JSON text sequences (RFC 7464), which begin with a record separator.
        if (bytes.Length > 0 && bytes[0] == 0x1E)
            throw new CtfFormatException(source.Name, 0, "metadata of CTF 1.8 (TSDL)", "that of CTF 2 (JSON)");
        if (bytes.Length == 0)
            throw new CtfFormatException(source.Name, 0, "metadata of CTF 1.8 (TSDL)", "an empty file");
        return Encoding.UTF8.GetString(bytes);
    }

    private static string FromPackets(string name, byte[] bytes, bool isBigEndian, out Guid? uuid)
    {
        var text = new MemoryStream(bytes.Length);
        uuid = null;
        int at = 0;
        while (at < bytes.Length)
        {
            var rest = bytes.AsSpan(at);
            if (rest.Length < HeaderBytes)
                throw Error(name, at, $"a metadata packet's header of {HeaderBytes} bytes", $"{rest.Length} bytes");
            uint magic = Word(rest, 0, isBigEndian);
            if (magic != PacketMagic)
                throw Error(name, at, $"a metadata packet's magic 0x{PacketMagic:X8}", $"0x{magic:X8}");
            var packetUuid = new Guid(rest.Slice(4, 16), bigEndian: true);
            if (uuid is not null && uuid != packetUuid)
                throw Error(name, at + 4, $"the UUID {uuid} of the first metadata packet", $"{packetUuid}");
            uuid = packetUuid;
            uint content = Word(rest, 24, isBigEndian);
            uint packet = Word(rest, 28, isBigEndian);
            if (packet % 8 != 0 || packet / 8 > rest.Length || packet < HeaderBytes * 8)
                throw Error(name, at + 28, $"a packet size of whole bytes, {HeaderBytes} to {rest.Length} of them", $"{packet} bits");
            if (content % 8 != 0 || content > packet || content < HeaderBytes * 8)
                throw Error(name, at + 24, $"a content size of whole bytes, {HeaderBytes} to {packet / 8} of them", $"{content} bits");
            if (rest[32] != 0 || rest[33] != 0)
                throw Error(name, at + 32, "metadata that is neither compressed nor encrypted", $"schemes {rest[32]} and {rest[33]}");
            text.Write(rest[HeaderBytes..(int)(content / 8)]);
            at += (int)(packet / 8);
        }

        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..])
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static CtfFormatException Error(string name, int offset, string expected, string found) => new(name, (ulong)offset, expected, found);
}
