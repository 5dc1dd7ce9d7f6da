using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>A stream file, open only while it is in use.</summary>
internal sealed class TraceFile : IByteSource
{
    private readonly OpenFiles _files;
    private readonly (uint Major, uint Minor, ulong Inode) _identity;

    private TraceFile(OpenFiles files, RegularFile opened)
    {
        _files = files;
        Name = opened.Name;
        Length = opened.Length;
        _identity = IdentityOf(opened);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ulong Length { get; }

    internal RegularFile? Opened { get; set; }

    internal LinkedListNode<TraceFile>? Place { get; set; }

    /// <summary>Looks at a file.</summary>
    /// <param name="files">Keeps it open while it is in use.</param>
    /// <param name="path">Its path; a link is not followed.</param>
    /// <param name="failure">Why the result is null.</param>
    internal static TraceFile? Find(OpenFiles files, string path, out OpenFailure failure)
    {
        using var opened = RegularFile.Open(path, null, followLinks: false, out failure);
        return opened is null ? null : new TraceFile(files, opened);
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> buffer) => _files.Read(this, offset, buffer);

    /// <summary>Closes it, until it is read again.</summary>
    internal void Close() => _files.Release(this);

    internal void Open()
    {
        var opened = RegularFile.Open(Name, null, followLinks: false, out var failure)
            ?? throw new IOException($"{Name}: it could be opened before, and cannot any more ({failure}).");
        if (IdentityOf(opened) != _identity)
        {
            opened.Dispose();
            throw new IOException($"{Name}: another file has taken its place.");
        }

        Opened = opened;
    }

    private static (uint Major, uint Minor, ulong Inode) IdentityOf(RegularFile file) => (file.DeviceMajor, file.DeviceMinor, file.Inode);
}
