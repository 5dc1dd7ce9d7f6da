using System.Globalization;
using System.Runtime.InteropServices;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// The user's folders for what lives no longer than a login, where sessions are published: <c>$XDG_RUNTIME_DIR/oprof</c>,
/// <c>/run/user/UID/oprof</c>, and where there is neither <c>/dev/shm/oprof-UID</c> or <c>/tmp/oprof-UID</c>.
/// </summary>
/// <remarks>
/// A folder counts only where it is one, and no link, belongs to this user, and nobody else may enter it: what lies in it
/// cannot be another user's then. Memory comes before disks: a page that is being written back holds its writer up.
/// </remarks>
public static class RuntimeFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where the folder can be, in the order in which they are tried.</summary>
    public static IReadOnlyList<string> Candidates => CandidatesOf(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), GetEuid.Invoke());

    /// <summary>The folders that there are.</summary>
    public static IEnumerable<string> Existing => Candidates.Where(path => Refusal(path) is null);

    /// <summary>Makes the folder where it is not there yet.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">It can be made nowhere; the message says why.</exception>
    public static string Make() => Make(Candidates);

    internal static string[] CandidatesOf(string? runtime, uint user)
    {
        string id = user.ToString(CultureInfo.InvariantCulture);
        string[] all = [$"/run/user/{id}/oprof", $"/dev/shm/oprof-{id}", $"/tmp/oprof-{id}"];
        return runtime is { Length: > 0 } && Path.IsPathFullyQualified(runtime) ? [.. all.Prepend(Path.Combine(runtime, "oprof")).Distinct()] : all;
    }

    internal static string Make(IEnumerable<string> candidates)
    {
        var reasons = new List<string>();
        foreach (string path in candidates)
        {
            string parent = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(parent))
                continue;
            try
            {
                if (OperatingSystem.IsLinux())
                    Directory.CreateDirectory(path, OwnerOnly);
                if (Refusal(path) is not { } reason)
                    return path;
                reasons.Add(reason);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reasons.Add(e.Message);
            }
        }

        throw new IOException(reasons.Count == 0 ? "there is no folder for it" : string.Join("; ", reasons));
    }

    /// <summary>Why a folder cannot be trusted; null where it can.</summary>
    internal static string? Refusal(string path)
    {
        if (Lstat.Invoke(path, out var status) != 0)
            return $"{path}: {Errno.NameOf(Marshal.GetLastPInvokeError())}";
        if ((status.Mode & StatxBuffer.S_IFMT) != StatxBuffer.S_IFDIR)
            return $"{path} is no folder";
        uint user = GetEuid.Invoke();
        if (status.Uid != user)
            return $"{path} belongs to user {status.Uid}, not to user {user}";
        return (status.Mode & 0x3F) == 0 ? null : $"{path} has the permissions {Convert.ToString(status.Mode & 0xFFF, 8)}; others than its owner may have none (700)";
    }
}
