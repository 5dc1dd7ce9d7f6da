using OProf.Capture.Sync;

namespace OProf.PowerShell.Objects;

/// <summary>A row of a session's cookie table: a file that stays identified after the process which mapped it is gone.</summary>
public sealed class OProfCookie
{
    private readonly ImageInfo _image;

    internal OProfCookie(ImageInfo image) => _image = image;

    /// <summary>The cookie; 1 and up.</summary>
    public ulong Cookie => _image.Cookie;

    /// <summary>Path as the mapping process sees it.</summary>
    public string Path => _image.Path;

    /// <summary>What backs the mapping.</summary>
    public ImageKind Kind => _image.Kind;

    /// <summary>GNU build id in hexadecimal; null where the kernel gave none.</summary>
    public string? BuildId => _image.BuildId.IsEmpty ? null : Convert.ToHexString(_image.BuildId.Span).ToLowerInvariant();

    /// <summary>Device of the file as <c>major:minor</c>; null where it is not known.</summary>
    public string? Device => _image.DeviceMajor == 0 && _image.DeviceMinor == 0 ? null : $"{_image.DeviceMajor}:{_image.DeviceMinor}";

    /// <summary>Inode of the file; null where it is not known (a record with a build id carries none).</summary>
    public ulong? Inode => _image.Inode == 0 ? null : _image.Inode;

    /// <summary>First process that was seen to map it.</summary>
    public int ProcessId => _image.ProcessId;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
