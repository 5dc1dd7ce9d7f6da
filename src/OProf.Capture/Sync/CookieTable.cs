using System.Buffers.Binary;
using System.Text;

namespace OProf.Capture.Sync;

/// <summary>
/// Gives each file that samples fell into a number, the cookie, which stays true after the process is gone. Two mappings
/// have the same cookie where path and identity (build id, or else device and inode) are the same. One thread adds, any
/// thread reads.
/// </summary>
public sealed class CookieTable
{
    private const int MaxPath = 4096;
    private const int MaxBuildId = 20;

    private readonly ByteKeyTable _keys = new();
    private readonly AppendOnlyList<ImageInfo> _images = new();
    private readonly byte[] _key = new byte[MaxPath + MaxBuildId + 32];

    /// <summary>Number of cookies that were handed out; they run from 1 to this.</summary>
    public int Count => _images.Count;

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    public long Bytes => (3 * _keys.Bytes) + (_images.Count * 160L);

    /// <summary>The image of a cookie, or null for the two cookies without one and for unknown ones.</summary>
    public ImageInfo? this[ulong cookie] =>
        cookie - 1 < (ulong)_images.Count ? _images[(int)(cookie - 1)] : null;

    /// <summary>The cookie of a file, given the fields of a mapping record. For the one writer only.</summary>
    /// <param name="kind">What backs the mapping.</param>
    /// <param name="path">The path as UTF-8, without its terminator; cut at 4096 bytes.</param>
    /// <param name="buildId">Build id of at most 20 bytes, or empty.</param>
    /// <param name="deviceMajor">Major device number, or 0.</param>
    /// <param name="deviceMinor">Minor device number, or 0.</param>
    /// <param name="inode">Inode, or 0.</param>
    /// <param name="processId">The process that maps it.</param>
    public ulong Intern(
        ImageKind kind, ReadOnlySpan<byte> path, ReadOnlySpan<byte> buildId,
        uint deviceMajor, uint deviceMinor, ulong inode, int processId)
    {
        path = path[..Math.Min(path.Length, MaxPath)];
        buildId = buildId[..Math.Min(buildId.Length, MaxBuildId)];

        // Key: kind, length of the build id, build id or device and inode, path. The parts cannot run into each other.
        var key = _key.AsSpan();
        key[0] = (byte)kind;
        key[1] = (byte)buildId.Length;
        int length = 2;
        if (buildId.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(key[length..], deviceMajor);
            BinaryPrimitives.WriteUInt32LittleEndian(key[(length + 4)..], deviceMinor);
            BinaryPrimitives.WriteUInt64LittleEndian(key[(length + 8)..], inode);
            length += 16;
        }
        else
        {
            buildId.CopyTo(key[length..]);
            length += buildId.Length;
        }

        path.CopyTo(key[length..]);
        int index = _keys.Intern(key[..(length + path.Length)], out bool added);
        if (added)
        {
            _images.Add(new ImageInfo(
                (ulong)index + 1, kind, Encoding.UTF8.GetString(path), buildId.ToArray(),
                deviceMajor, deviceMinor, inode, processId));
        }

        return (ulong)index + 1;
    }

    /// <summary>The cookie here of an image of another table; adds it where it is new. For the one writer only.</summary>
    /// <param name="other">The other table, which nobody adds to meanwhile.</param>
    /// <param name="cookie">Its cookie there; those without an image are the same everywhere.</param>
    internal ulong Import(CookieTable other, ulong cookie)
    {
        if (other[cookie] is not { } image)
            return cookie;
        int index = _keys.Intern(other._keys[(int)(cookie - 1)], out bool added);
        if (added)
        {
            _images.Add(new ImageInfo(
                (ulong)index + 1, image.Kind, image.Path, image.BuildId, image.DeviceMajor, image.DeviceMinor, image.Inode, image.ProcessId));
        }

        return (ulong)index + 1;
    }

    /// <summary>Adds an image that has a certain cookie, when a table is read from somewhere.</summary>
    /// <returns>Whether that is its cookie here.</returns>
    internal bool Load(ImageInfo image) => image.Cookie == (ulong)_images.Count + 1 && _images.Add(image) >= 0;
}
