using OProf.Analysis.Symbols.Files;
using OProf.Analysis.Symbols.Native;

namespace OProf.Analysis.Formats.Exports;

/// <summary>A file that is written as a whole or not at all.</summary>
public static class ExportFile
{
    /// <summary>The end of a compressed file's name.</summary>
    internal const string Packed = ".gz";

    private const int BufferSize = 1 << 16;

    /// <summary>Whether a file is to be compressed, by its name.</summary>
    /// <param name="path">The file.</param>
    public static bool IsPacked(string path) => path.EndsWith(Packed, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Writes a file beside its place and puts it there when it is whole: a file that is there already stays as it is until
    /// then, and nothing is left where the writing fails. What is no regular file (a pipe, a device) is written as it is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether it may be replaced although it is read-only.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="mode">The permissions of the new file; null for those of the file that it replaces, or else the usual ones.</param>
    /// <exception cref="Capture.Sessions.CaptureException">It could not be written.</exception>
    public static void Write(string path, bool force, Action<Stream> write, UnixFileMode? mode = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        path = Path.GetFullPath(path);
        if (IsSpecial(path))
        {
            using var special = OpenSpecial(path);
            write(new TargetStream(special, path));
            return;
        }

        path = TargetOf(path);
        if (!force && File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0)
            throw ExportErrors.ReadOnly(path);
        string unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        var file = Create(unfinished, path, mode);
        try
        {
            using (file)
            {
                var stream = new TargetStream(file, path);
                write(stream);
                stream.Flush();
            }

            Move(unfinished, path);
        }
        catch
        {
            TryDelete(unfinished);
            throw;
        }
    }

    private static FileStream Create(string unfinished, string path, UnixFileMode? mode)
    {
        try
        {
            if (Directory.Exists(path))
                throw new IOException("it is a folder.");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize };
            mode ??= !OperatingSystem.IsWindows() && File.Exists(path) ? File.GetUnixFileMode(path) : null;
            if (!OperatingSystem.IsWindows() && mode is not null)
                options.UnixCreateMode = mode | UnixFileMode.UserWrite;
            return new FileStream(unfinished, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ExportErrors.NotWritten(path, e);
        }
    }

    private static void Move(string unfinished, string path)
    {
        try
        {
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ExportErrors.NotWritten(path, e);
        }
    }

    private static FileStream OpenSpecial(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ExportErrors.NotWritten(path, e);
        }
    }

    // A link is followed, so that it goes on to be one.
    private static string TargetOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ExportErrors.NotWritten(path, e);
        }
    }

    // A pipe, a terminal, /dev/null: nothing that another file could take the place of.
    private static bool IsSpecial(string path) =>
        LinuxFiles.AreHere
        && StatxNative.Statx(-1, path, 0, StatxNative.STATX_BASIC_STATS, out var status) == 0
        && (status.Mode & StatxNative.S_IFMT) is not (StatxNative.S_IFREG or StatxNative.S_IFDIR);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the writing fail is the error to tell of.
        }
    }
}
