using OProf.Analysis.Symbols.Elf;

namespace OProf.Analysis.Symbols.Files;

/// <summary>
/// Finds the file with the debug symbols of an image (GDB manual, section Debugging Information in Separate Files): by
/// build id in the symbol directories, else by the name and CRC of .gnu_debuglink.
/// </summary>
internal sealed class DebugFileFinder(IReadOnlyList<string> directories, SymbolDiagnosticLog log)
{
    /// <summary>Opens the debug file, or null where there is none that fits.</summary>
    /// <param name="image">The file that was mapped.</param>
    /// <param name="path">Its path, as its process saw it.</param>
    /// <param name="root">The root of its process, looked into first; or null.</param>
    internal ImageFile? Open(ImageFile image, string path, string? root)
    {
        string?[] roots = root is null ? [null] : [root, null];
        if (image.BuildId.Length > 1)
        {
            string id = BuildId.Text(image.BuildId);
            foreach (string? from in roots)
            {
                foreach (string directory in directories)
                {
                    if (TryOpen(image, $"{directory}/.build-id/{id[..2]}/{id[2..]}.debug", from, null) is { } found)
                        return found;
                }
            }
        }

        if (image.Elf.ReadDebugLink() is not { } link || Path.GetDirectoryName(path) is not { } folder)
            return null;
        foreach (string? from in roots)
        {
            foreach (string candidate in Linked(folder, link.FileName))
            {
                if (TryOpen(image, candidate, from, link.Crc) is { } found)
                    return found;
            }
        }

        return null;
    }

    private IEnumerable<string> Linked(string folder, string name)
    {
        yield return $"{folder}/{name}";
        yield return $"{folder}/.debug/{name}";
        foreach (string directory in directories)
            yield return $"{directory}{folder}/{name}";
    }

    private ImageFile? TryOpen(ImageFile image, string path, string? root, uint? crc)
    {
        var file = RegularFile.Open(path, root, followLinks: true, out var failure);
        if (file is null)
        {
            if (failure != OpenFailure.NotFound)
                SayUnreadable(root + path, $"It could not be opened ({failure}).");
            return null;
        }

        // A link's name can be the image's own.
        if (file.Inode == image.File.Inode && file.DeviceMajor == image.File.DeviceMajor && file.DeviceMinor == image.File.DeviceMinor)
        {
            file.Dispose();
            return null;
        }

        ImageFile? debug = null;
        try
        {
            debug = ImageFile.From(file);
            string? difference = !debug.BuildId.AsSpan().SequenceEqual(image.BuildId)
                && (image.BuildId.Length > 0 || debug.BuildId.Length > 0)
                    ? $"its build id is {BuildId.Text(debug.BuildId)}, not {BuildId.Text(image.BuildId)}"
                    : crc is { } expected && Crc32.Of(file) is var actual && actual != expected
                        ? $"its CRC is {actual:x8}, not {expected:x8}"
                        : null;
            if (difference is null)
                return debug;
            log.Say(
                SymbolDiagnosticId.DebugFileMismatch, root + path, $"It was not used for {image.File.Name}: {difference}.",
                "Install the debug symbols of that very build.");
        }
        catch (Exception e) when (e is ElfFormatException or IOException or UnauthorizedAccessException)
        {
            SayUnreadable(root + path, e.Message);
        }

        debug?.Dispose();
        return null;
    }

    private void SayUnreadable(string path, string message) => log.Say(
        SymbolDiagnosticId.FileUnreadable, path, message, "Install the debug symbols again, readable for this user.");
}
