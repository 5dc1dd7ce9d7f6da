using System.Text;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Profiles.Sources;

/// <summary>
/// The folders in which a user lets source files be looked for. Debug information may name any file of the machine, so only
/// what lies below one of them is read: a path's longest ending that is there, with each folder taken for the root, so that
/// neither <c>..</c> nor a link leads out of it.
/// </summary>
/// <param name="folders">The folders, absolute.</param>
public sealed class SourceRoots(IReadOnlyList<string> folders)
{
    private const ulong MaxBytes = 16 << 20;
    private const int MaxParts = 64;

    private readonly Dictionary<string, string[]> _files = [];

    /// <summary>The lines of a source file; empty where no folder has it, or it is larger than 16 MiB.</summary>
    /// <param name="path">Its path, as the debug information has it.</param>
    public IReadOnlyList<string> LinesOf(string path)
    {
        if (!_files.TryGetValue(path, out string[]? lines))
            _files[path] = lines = Read(path);
        return lines;
    }

    private string[] Read(string path)
    {
        string[] parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".").TakeLast(MaxParts)];
        foreach (string folder in folders)
        {
            for (int first = 0; first < parts.Length; first++)
            {
                using var file = RegularFile.Open("/" + string.Join('/', parts[first..]), folder.TrimEnd('/'), followLinks: true, out _);
                if (file is { Length: <= MaxBytes })
                    return Lines(file);
            }
        }

        return [];
    }

    private static string[] Lines(RegularFile file)
    {
        byte[] bytes = new byte[file.Length];
        try
        {
            file.Read(0, bytes);
        }
        catch (IOException)
        {
            return [];
        }

        return Encoding.UTF8.GetString(bytes).Split('\n');
    }
}
