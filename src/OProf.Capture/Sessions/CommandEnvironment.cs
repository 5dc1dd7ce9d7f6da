using System.Collections;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>The environment that a command gets.</summary>
internal static class CommandEnvironment
{
    private const string FolderVariable = "PWD";

    /// <summary>This process's environment, as it is now.</summary>
    public static NativeStrings Current() => Of(null);

    /// <summary>This process's environment, for a command that starts in a folder: PWD names it, as a shell would have it.</summary>
    public static NativeStrings In(string folder) => Of(folder);

    private static NativeStrings Of(string? folder)
    {
        var all = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (folder is null || !FolderVariable.Equals(variable.Key))
                all.Add($"{variable.Key}={variable.Value}");
        }

        if (folder is not null)
            all.Add($"{FolderVariable}={folder}");
        return new NativeStrings(all);
    }
}
