using System.Globalization;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>
/// What this process makes in tracefs is called <c>oprof_PID</c>, so that what a process left when it died is told from what is in
/// use.
/// </summary>
internal static class OwnGroup
{
    /// <summary>What all such names begin with.</summary>
    public const string Prefix = "oprof_";

    /// <summary>That of this process.</summary>
    public static string Name { get; } = FormattableString.Invariant($"{Prefix}{Environment.ProcessId}");

    /// <summary>Whether a name is that of a process which is no longer there.</summary>
    public static bool IsLeftBehind(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
        && !Directory.Exists(FormattableString.Invariant($"/proc/{processId}"));
}
