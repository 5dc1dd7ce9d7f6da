namespace OProf.Capture.Sync;

/// <summary>
/// One row of the <see cref="CookieTable"/>: a file that stays identified after the process which mapped it is gone.
/// </summary>
public sealed class ImageInfo
{
    /// <summary>Makes a row; <see cref="CookieTable"/> is what hands cookies out.</summary>
    /// <param name="cookie">The cookie; 1 and up.</param>
    /// <param name="kind">What backs the mapping.</param>
    /// <param name="path">Path as the mapping process sees it, in its own mount namespace.</param>
    /// <param name="buildId">GNU build id from the kernel's MMAP2 record, or empty where it gave none.</param>
    /// <param name="deviceMajor">Major number of the file's device; 0 where unknown.</param>
    /// <param name="deviceMinor">Minor number of the file's device; 0 where unknown.</param>
    /// <param name="inode">Inode of the file; 0 where unknown (a record with a build id carries none).</param>
    /// <param name="processId">First process that was seen to map it.</param>
    public ImageInfo(
        ulong cookie, ImageKind kind, string path, ReadOnlyMemory<byte> buildId,
        uint deviceMajor, uint deviceMinor, ulong inode, int processId)
    {
        Cookie = cookie;
        Kind = kind;
        Path = path;
        BuildId = buildId;
        DeviceMajor = deviceMajor;
        DeviceMinor = deviceMinor;
        Inode = inode;
        ProcessId = processId;
    }

    /// <summary>The cookie; 1 and up.</summary>
    public ulong Cookie { get; }

    /// <summary>What backs the mapping.</summary>
    public ImageKind Kind { get; }

    /// <summary>Path as the mapping process sees it, in its own mount namespace.</summary>
    public string Path { get; }

    /// <summary>GNU build id (up to 20 bytes) that the kernel read when the file was mapped; empty where it gave none.</summary>
    public ReadOnlyMemory<byte> BuildId { get; }

    /// <summary>Major number of the file's device; 0 where unknown.</summary>
    public uint DeviceMajor { get; }

    /// <summary>Minor number of the file's device; 0 where unknown.</summary>
    public uint DeviceMinor { get; }

    /// <summary>Inode of the file; 0 where unknown.</summary>
    public ulong Inode { get; }

    /// <summary>
    /// First process that was seen to map it: while that lives, the file is read through <c>/proc/PID/root</c>, so that
    /// a path inside a container means the container's file.
    /// </summary>
    public int ProcessId { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
