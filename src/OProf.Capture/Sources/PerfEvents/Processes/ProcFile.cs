using System.Diagnostics.CodeAnalysis;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>Reads files under /proc, whose process may be gone before, while or after they are read.</summary>
internal static class ProcFile
{
    /// <summary>The whole file; false where it, or its process, is gone or may not be read.</summary>
    public static bool TryReadAllBytes(string path, [NotNullWhen(true)] out byte[]? content)
    {
        try
        {
            content = File.ReadAllBytes(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            content = null;
            return false;
        }
    }

    /// <summary>The numbered entries of a folder: processes of /proc, threads of a task folder.</summary>
    public static List<int> Ids(string folder)
    {
        var ids = new List<int>();
        try
        {
            foreach (string entry in Directory.EnumerateDirectories(folder))
            {
                if (int.TryParse(Path.GetFileName(entry.AsSpan()), out int id))
                    ids.Add(id);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile: it has no threads.
        }

        return ids;
    }
}
