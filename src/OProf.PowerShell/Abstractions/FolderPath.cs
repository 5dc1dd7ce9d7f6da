using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using OProf.PowerShell.Errors;

namespace OProf.PowerShell.Abstractions;

/// <summary>Turns the paths that a user gives, relative ones and those on PowerShell's drives, into paths of the system.</summary>
internal static class FolderPath
{
    /// <summary>The path of something that may not be there yet.</summary>
    /// <exception cref="Capture.Sessions.CaptureException">It is none of the file system.</exception>
    public static string Unresolved(PathIntrinsics paths, string path)
    {
        try
        {
            string found = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return IsFileSystem(provider) ? found : throw PathErrors.NotFileSystem(path);
        }
        catch (SessionStateException e)
        {
            throw PathErrors.NotFileSystem(path, e);
        }
    }

    /// <summary>The paths that a pattern matches; one without wildcards may match nothing that is there.</summary>
    /// <param name="paths">The session's paths.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="takesFile">Which files are taken beside folders.</param>
    /// <exception cref="Capture.Sessions.CaptureException">It is none of the file system, or matches nothing.</exception>
    public static IReadOnlyList<string> Matching(PathIntrinsics paths, string pattern, Func<string, bool> takesFile)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(pattern))
            return [Unresolved(paths, pattern)];
        try
        {
            var found = paths.GetResolvedProviderPathFromPSPath(pattern, out var provider);
            if (!IsFileSystem(provider))
                throw PathErrors.NotFileSystem(pattern);
            if (found.Count == 0)
                throw PathErrors.NoMatch(pattern);

            // Beside recordings there may lie anything; a folder that is none is an error all the same.
            var folders = found.Where(path => Directory.Exists(path) || takesFile(path)).ToList();
            return folders.Count > 0 ? folders : throw PathErrors.NoMatch(pattern);
        }
        catch (ItemNotFoundException)
        {
            throw PathErrors.NoMatch(pattern);
        }
        catch (SessionStateException e)
        {
            throw PathErrors.NotFileSystem(pattern, e);
        }
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.ImplementingType == typeof(FileSystemProvider);
}
