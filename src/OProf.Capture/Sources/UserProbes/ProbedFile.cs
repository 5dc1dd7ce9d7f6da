namespace OProf.Capture.Sources.UserProbes;

/// <summary>Finds the file that a probe names: a path, a program on PATH, or a library by its name.</summary>
internal static class ProbedFile
{
    private static readonly string[] s_folders =
    [
        "/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib",
    ];

    /// <summary>The file's path with links followed; what was given where there is none.</summary>
    public static string Resolve(string name)
    {
        try
        {
            string found = name.Contains('/', StringComparison.Ordinal)
                ? Path.GetFullPath(name)
                : OnPath(name) ?? Library(name) ?? name;
            return File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return name;
        }
    }

    private static string? OnPath(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path) && IsElf(path))
                return path;
        }

        return null;
    }

    // What is on PATH first may be a script that chooses the program.
    private static bool IsElf(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenHandle(path);
        return RandomAccess.Read(file, start, 0) == start.Length && start.SequenceEqual("\u007fELF"u8);
    }

    // libc: libc.so.6 of the first folder that has one. libc.so, where there is one, is a text for the linker.
    private static string? Library(string name)
    {
        foreach (string folder in Folders())
        {
            if (name.Contains(".so", StringComparison.Ordinal) && File.Exists($"{folder}/{name}"))
                return $"{folder}/{name}";
            if (!Directory.Exists(folder))
                continue;

            // The pattern matches the name without a version, too.
            string? versioned = Directory.EnumerateFiles(folder, $"{name}.so.*")
                .Where(path => Path.GetFileName(path.AsSpan()).StartsWith($"{name}.so.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault();
            if (versioned is not null)
                return versioned;
            if (File.Exists($"{folder}/{name}.so"))
                return $"{folder}/{name}.so";
        }

        return null;
    }

    // What the dynamic linker is told in /etc/ld.so.conf.d comes first: folders of this machine's architecture (ld.so(8)).
    private static IEnumerable<string> Folders()
    {
        string[] files = Directory.Exists("/etc/ld.so.conf.d") ? [.. Directory.EnumerateFiles("/etc/ld.so.conf.d", "*.conf").Order(StringComparer.Ordinal)] : [];
        foreach (string file in files)
        {
            foreach (string line in File.ReadLines(file))
            {
                if (line.StartsWith('/'))
                    yield return line.Trim();
            }
        }

        foreach (string folder in s_folders)
            yield return folder;
    }
}
