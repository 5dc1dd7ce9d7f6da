using System.Text;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Reads a value out of sysfs or procfs.</summary>
internal static class SmallFile
{
    /// <summary>More than any attribute of sysfs holds, which is a page; longer files of procfs are cut.</summary>
    private const int MaximumBytes = 16384;

    /// <summary>The trimmed text, or null where the file cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
            var buffer = new byte[MaximumBytes];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(buffer, 0, length).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
