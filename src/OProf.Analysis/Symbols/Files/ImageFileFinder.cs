using System.Globalization;
using OProf.Analysis.Symbols.Elf;
using OProf.Capture.Sync;

namespace OProf.Analysis.Symbols.Files;

/// <summary>
/// Finds the file that was mapped: below the root of the process that mapped it while that lives (it can be in a
/// container), else at the path itself. Another file than the mapped one is never returned.
/// </summary>
internal sealed class ImageFileFinder(string proc, SymbolDiagnosticLog log)
{
    // "MZ", as the exception shows what it found: .NET assemblies are portable executables.
    private const string PortableExecutableMagic = "4D5A";

    private const string Deleted = " (deleted)";

    /// <summary>The root directory of a process as a path, or null where there is no such process (any more).</summary>
    internal string? RootOf(int processId)
    {
        string root = string.Create(CultureInfo.InvariantCulture, $"{proc}/{processId}/root");
        return processId > 0 && Directory.Exists(root) ? root : null;
    }

    /// <summary>Opens the file of an image, or says why not.</summary>
    internal ImageFile? Open(ImageInfo image)
    {
        string? replaced = null, unreadable = null;
        foreach (var (path, root, mustMatch, isNamed) in Candidates(image))
        {
            var file = RegularFile.Open(path, root, followLinks: true, out var failure);
            if (file is null)
            {
                if (failure != OpenFailure.NotFound && isNamed)
                    unreadable ??= failure == OpenFailure.NotRegular ? $"{root}{path} is no regular file." : $"{root}{path}: {failure}.";
                continue;
            }

            try
            {
                var found = ImageFile.From(file);
                var identity = found.Compare(image);
                if (identity == ImageIdentity.Same || (identity == ImageIdentity.Unknown && !mustMatch))
                {
                    if (identity == ImageIdentity.Unknown)
                        SayUnverified(image, found.File.Name);
                    return found;
                }

                if (isNamed)
                    replaced ??= Difference(image, found, identity);
                found.Dispose();
            }
            catch (ElfFormatException e) when (isNamed && e.Offset == 0 && e.Found.StartsWith(PortableExecutableMagic, StringComparison.Ordinal))
            {
                log.Say(
                    SymbolDiagnosticId.ManagedImage, image.Path,
                    "It is a .NET assembly whose code was compiled ahead of time; that code has no names here.",
                    "Run the program with DOTNET_ReadyToRun=0 and DOTNET_PerfMapEnabled=1: its code is then compiled as it runs, and described in a perf map.");
                return null;
            }
            catch (Exception e) when (e is ElfFormatException or IOException or UnauthorizedAccessException)
            {
                if (isNamed)
                    unreadable ??= e.Message;
            }
        }

        Say(image, replaced, unreadable);
        return null;
    }

    private IEnumerable<(string Path, string? Root, bool MustMatch, bool IsNamed)> Candidates(ImageInfo image)
    {
        // The kernel puts the suffix behind the path of a file without a name; the name can be another file's by now.
        string path = image.Path;
        bool isDeleted = path.EndsWith(Deleted, StringComparison.Ordinal);
        if (isDeleted)
            path = path[..^Deleted.Length];
        if (!path.StartsWith('/'))
            yield break;
        string? root = RootOf(image.ProcessId);
        if (root is not null)
            yield return (path, root, isDeleted, true);
        yield return (path, null, isDeleted, true);

        // The program itself can be opened even when its name is gone.
        if (root is not null)
            yield return (string.Create(CultureInfo.InvariantCulture, $"{proc}/{image.ProcessId}/exe"), null, true, false);
    }

    private static string Difference(ImageInfo image, ImageFile found, ImageIdentity identity) =>
        identity == ImageIdentity.Unknown
            ? $"{found.File.Name} has its name now, and the capture has neither a build id nor an inode to compare."
            : image.BuildId.IsEmpty
            ? $"{found.File.Name} is inode {found.File.Inode} of device {found.File.DeviceMajor}:{found.File.DeviceMinor}; "
                + $"mapped was inode {image.Inode} of device {image.DeviceMajor}:{image.DeviceMinor}."
            : $"{found.File.Name} has build id {BuildId.Text(found.BuildId)}; "
                + $"mapped was {BuildId.Text(image.BuildId.Span)}.";

    private void Say(ImageInfo image, string? replaced, string? unreadable)
    {
        if (replaced is not null)
        {
            log.Say(
                SymbolDiagnosticId.FileReplaced, image.Path, "The file was replaced since it was mapped: " + replaced,
                "Restart the program and capture again, or install the debug symbols of the mapped build.");
        }
        else if (unreadable is not null)
        {
            log.Say(
                SymbolDiagnosticId.FileUnreadable, image.Path, unreadable,
                "Run as root or as the user of the process; where the file is damaged, install it again.");
        }
        else
        {
            log.Say(
                SymbolDiagnosticId.FileMissing, image.Path, "There is no file at that path (any more).",
                "Look for symbols while the process runs, or where its file system is mounted.");
        }
    }

    private void SayUnverified(ImageInfo image, string found) => log.Say(
        SymbolDiagnosticId.FileUnverified, image.Path,
        $"The capture has neither a build id nor an inode of it; {found} was taken for the mapped file.",
        "Make sure that the file is the one that ran.");
}
