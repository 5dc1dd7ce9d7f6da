namespace OProf.Capture.Sessions;

/// <summary>Finds a command the way a shell does.</summary>
internal static class CommandPath
{
    /// <summary>The file that a command's first word names.</summary>
    /// <exception cref="CaptureException">There is none, or it may not be executed.</exception>
    public static string Resolve(string name, string folder)
    {
        if (name.Length == 0)
            throw NotFound(name, "The command is empty.", "Name a program.");
        if (name.Contains('/'))
        {
            string path = Path.GetFullPath(name, folder);
            if (IsExecutable(path))
                return path;
            throw File.Exists(path)
                ? NotFound(name, $"'{path}' is not executable.", $"Make it so with: chmod +x '{path}'", CaptureErrorCategory.PermissionDenied)
                : NotFound(name, $"There is no file '{path}'.", "Check the path.");
        }

        if (OnPath(name, folder) is { } found)
            return found;
        string[] words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isLine = words.Length > 1 && OnPath(words[0], folder) is not null;
        throw NotFound(
            name, $"There is no command '{name}' on the PATH.",
            isLine ? $"The program and each of its arguments are words of their own: {string.Join(", ", words)}." : "Check its spelling, or give its path.");
    }

    private static string? OnPath(string name, string folder)
    {
        foreach (string entry in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':'))
        {
            string path = Path.Combine(entry.Length == 0 ? folder : entry, name);
            if (IsExecutable(path))
                return path;
        }

        return null;
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & execute) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static CaptureException NotFound(
        string name, string message, string remedy, CaptureErrorCategory category = CaptureErrorCategory.ObjectNotFound) =>
        new(new CaptureError("OProfCommandNotFound", category, message, remedy), name);
}
