namespace OProf.Buffers.Relay;

/// <summary>
/// A sub-buffer could not be written to a channel's file. The file ends with the last packet that was written whole, and
/// the sub-buffer is still held: it can be written again once there is room.
/// </summary>
public sealed class RelayWriteException : IOException
{
    internal RelayWriteException(string path, long length, long packets, bool isFull, string reason, int errno)
        : base($"'{path}' cannot be written to: {reason}. It holds {packets} whole packets, {length} bytes.", errno)
    {
        Path = path;
        Length = length;
        Packets = packets;
        IsFull = isFull;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes of the whole packets in it, which is its length.</summary>
    public long Length { get; }

    /// <summary>Whole packets in it.</summary>
    public long Packets { get; }

    /// <summary>Whether the reason is that there is no space, quota or file size left.</summary>
    public bool IsFull { get; }
}
