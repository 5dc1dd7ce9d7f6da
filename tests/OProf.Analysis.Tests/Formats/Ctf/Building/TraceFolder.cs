using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>A folder with a trace, for one test.</summary>
internal sealed class TraceFolder : IDisposable
{
    internal static readonly Guid Uuid = new("2a6422d0-6cee-11e0-8c08-cb07d7b3a564");

    internal string Path { get; } = Directory.CreateTempSubdirectory("oprof-ctf-").FullName;

    internal string At(string name) => System.IO.Path.Combine(Path, name);

    internal TraceFolder Metadata(string text)
    {
        File.WriteAllText(At("metadata"), text);
        return this;
    }

    /// <summary>Writes metadata in packets of some bytes.</summary>
    internal TraceFolder PacketizedMetadata(string text, bool isBigEndian, int textBytes = 1000, int padding = 24)
    {
        byte[] all = Encoding.UTF8.GetBytes(text);
        using var file = File.Create(At("metadata"));
        for (int at = 0; at < all.Length; at += textBytes)
        {
            var piece = all.AsSpan(at, Math.Min(textBytes, all.Length - at));
            byte[] header = new byte[37];
            Word(header, 0, 0x75D11D57, isBigEndian);
            Uuid.TryWriteBytes(header.AsSpan(4), bigEndian: true, out _);
            Word(header, 24, (uint)(37 + piece.Length) * 8, isBigEndian);
            Word(header, 28, (uint)(37 + piece.Length + padding) * 8, isBigEndian);
            (header[35], header[36]) = (1, 8);
            file.Write(header);
            file.Write(piece);
            file.Write(new byte[padding]);
        }

        return this;
    }

    internal TraceFolder Stream(string name, params IEnumerable<byte[]> packets)
    {
        File.WriteAllBytes(At(name), [.. packets.SelectMany(packet => packet)]);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void Word(byte[] bytes, int at, uint value, bool isBigEndian)
    {
        if (isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
    }
}
