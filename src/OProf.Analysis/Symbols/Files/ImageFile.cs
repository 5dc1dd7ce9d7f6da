using OProf.Analysis.Symbols.Elf;
using OProf.Capture.Sync;

namespace OProf.Analysis.Symbols.Files;

/// <summary>An open ELF file with its headers and build id.</summary>
internal sealed class ImageFile : IDisposable
{
    private ImageFile(RegularFile file, ElfFile elf, byte[] buildId)
    {
        File = file;
        Elf = elf;
        BuildId = buildId;
    }

    internal RegularFile File { get; }

    internal ElfFile Elf { get; }

    /// <summary>Its build id, or empty.</summary>
    internal byte[] BuildId { get; }

    /// <summary>Takes over an open file.</summary>
    /// <exception cref="ElfFormatException">It is no sound ELF file; it was closed.</exception>
    /// <exception cref="IOException">It cannot be read; it was closed.</exception>
    internal static ImageFile From(RegularFile file)
    {
        try
        {
            var elf = ElfFile.Read(file);
            return new ImageFile(file, elf, elf.ReadBuildId());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Compares with what the kernel noted when the image was mapped.</summary>
    /// <remarks>
    /// A build id decides where there is one; the kernel's has 20 bytes at most. Else the inode has to be the same, and
    /// the device too, but for files on anonymous devices (major number 0): overlayfs and btrfs give another device to
    /// stat(2) than to the memory mapping.
    /// </remarks>
    internal ImageIdentity Compare(ImageInfo image)
    {
        const int KernelBuildId = 20;
        var expected = image.BuildId.Span;
        if (!expected.IsEmpty)
        {
            var found = BuildId.AsSpan(0, Math.Min(BuildId.Length, KernelBuildId));
            return found.SequenceEqual(expected[..Math.Min(expected.Length, KernelBuildId)]) ? ImageIdentity.Same : ImageIdentity.Different;
        }

        if (image.Inode == 0)
            return ImageIdentity.Unknown;
        bool sameDevice = (File.DeviceMajor == image.DeviceMajor && File.DeviceMinor == image.DeviceMinor)
            || File.DeviceMajor == 0 || image.DeviceMajor == 0;
        return File.Inode == image.Inode && sameDevice ? ImageIdentity.Same : ImageIdentity.Different;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
