namespace OProf.Analysis.Symbols.Files;

/// <summary>CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320), as .gnu_debuglink has it (GDB manual, Separate Debug Files).</summary>
public static class Crc32
{
    private const int Slices = 8;
    private const int Window = 1 << 18;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The CRC of bytes, continued from that of the bytes before them.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="crc">CRC of what goes before; 0 at the start.</param>
    public static uint Append(ReadOnlySpan<byte> bytes, uint crc = 0)
    {
        // Eight bytes at a step: entry [k * 256 + b] is byte b followed by k zero bytes.
        crc = ~crc;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            crc ^= (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24));
            crc = Table[0x700 + (crc & 0xff)] ^ Table[0x600 + ((crc >> 8) & 0xff)]
                ^ Table[0x500 + ((crc >> 16) & 0xff)] ^ Table[0x400 + (crc >> 24)]
                ^ Table[0x300 + bytes[4]] ^ Table[0x200 + bytes[5]] ^ Table[0x100 + bytes[6]] ^ Table[bytes[7]];
        }

        foreach (byte b in bytes)
            crc = Table[(crc ^ b) & 0xff] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>The CRC of all bytes of a source.</summary>
    /// <param name="source">A file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static uint Of(IByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        byte[] window = new byte[Window];
        uint crc = 0;
        for (ulong offset = 0; offset < source.Length;)
        {
            var bytes = window.AsSpan(0, (int)Math.Min(Window, source.Length - offset));
            source.Read(offset, bytes);
            crc = Append(bytes, crc);
            offset += (ulong)bytes.Length;
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        for (int i = 256; i < table.Length; i++)
            table[i] = table[table[i - 256] & 0xff] ^ (table[i - 256] >> 8);
        return table;
    }
}
