using System.ComponentModel;
using System.Diagnostics;
using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Abstractions;

/// <summary>A page for the browser: its file, and opening it.</summary>
internal static class PageFile
{
    private const string Prefix = "oprof-flame-";
    private static readonly TimeSpan s_kept = TimeSpan.FromHours(12);

    /// <summary>A name in the folder for temporary files. Pages of half a day ago that nobody kept are deleted.</summary>
    public static string NewTemporary()
    {
        string folder = Path.GetTempPath();
        foreach (string old in Directory.EnumerateFiles(folder, Prefix + "*.html"))
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(old) > s_kept)
                    File.Delete(old);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's.
            }
        }

        return Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}.html");
    }

    /// <summary>Writes a page as a whole or not at all: a file that is there already stays as it is until then.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="write">Writes the page.</param>
    /// <exception cref="CaptureException">It could not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            // Names of functions and programs are this user's own affair.
            ExportFile.Write(path, force: true, write, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (OperationCanceledException)
        {
            throw new System.Management.Automation.PipelineStoppedException();
        }
    }

    /// <summary>Opens a page with whatever the user opens pages with.</summary>
    /// <returns>False where there is nothing to open it with.</returns>
    public static bool TryOpen(string path)
    {
        // Without a display xdg-open would look for a browser of the terminal, and take the prompt.
        if (OperatingSystem.IsLinux() && !HasDisplay())
            return false;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or FileNotFoundException)
        {
            return false;
        }
    }

    private static bool HasDisplay() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));
}
