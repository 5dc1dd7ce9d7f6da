using System.IO.Enumeration;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Processes;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// Finds the diagnostics ports of .NET processes: sockets <c>dotnet-diagnostic-PID-STARTTIME-socket</c> in the process's folder
/// for temporary files, of the process's own user. The start time tells a socket that a killed process left from that of the
/// process that has its id now. See "Diagnostic IPC Protocol" in the documentation of dotnet/diagnostics, section "Transport".
/// </summary>
internal static class DiagnosticPorts
{
    private const string SystemRoot = "/proc";

    /// <summary>All processes with a port that this user may open.</summary>
    public static IEnumerable<DiagnosticPort> All() => ProcFile.Ids(SystemRoot).Order().Select(TryFind).OfType<DiagnosticPort>();

    /// <summary>The processes that a pattern names.</summary>
    /// <param name="process">A process id, or a name with wildcards.</param>
    public static IEnumerable<DiagnosticPort> Matching(string process)
    {
        if (int.TryParse(process, out int processId))
            return TryFind(processId) is { } port ? [port] : [];
        return All().Where(port => FileSystemName.MatchesSimpleExpression(process, port.ProcessName));
    }

    /// <summary>The port of a process.</summary>
    /// <exception cref="CaptureException">There is none: the error says why.</exception>
    public static DiagnosticPort Of(int processId)
    {
        if (!OperatingSystem.IsLinux())
            throw EventPipeErrors.NotLinux();
        var facts = processId > 0 ? TargetFacts.Read(processId) : null;
        if (facts is null)
            throw EventPipeErrors.NoProcess(processId);
        if (Find(processId, facts) is { } port)
            return port;
        if (GetEuid.Invoke() is not 0 and var user && user != facts.UserId)
            throw EventPipeErrors.OtherUser(processId, facts);
        if (IsSwitchedOff(processId) is { } variable)
            throw EventPipeErrors.SwitchedOff(processId, facts, variable);
        throw HasRuntime(processId) ? EventPipeErrors.NoPort(processId, facts, Folder(processId)) : EventPipeErrors.NotDotNet(processId, facts);
    }

    private static DiagnosticPort? TryFind(int processId) =>
        TargetFacts.Read(processId) is { } facts ? Find(processId, facts) : null;

    private static DiagnosticPort? Find(int processId, TargetFacts facts)
    {
        string root = RootOf(processId);
        string folder = root + Folder(processId);
        string exact = Path.Combine(folder, FormattableString.Invariant($"dotnet-diagnostic-{facts.NamespaceProcessId}-{facts.StartTime}-socket"));
        if (IsSocketOf(exact, facts.UserId))
            return new DiagnosticPort(processId, facts.Name, exact, facts.NamespaceProcessId);

        // In a container the clock that the start time is of may begin elsewhere.
        return root.Length == 0 ? null : Newest(folder, facts) is { } path ? new DiagnosticPort(processId, facts.Name, path, facts.NamespaceProcessId) : null;
    }

    private static string? Newest(string folder, TargetFacts facts)
    {
        try
        {
            return Directory.EnumerateFiles(folder, FormattableString.Invariant($"dotnet-diagnostic-{facts.NamespaceProcessId}-*-socket"))
                .Where(path => IsSocketOf(path, facts.UserId)).MaxBy(File.GetLastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Folder(int processId) => TargetFacts.Variable(processId, "TMPDIR") is { Length: > 0 } folder ? folder : "/tmp";

    // What a process in a mount namespace of its own sees is reached through the link that /proc has to its root.
    private static string RootOf(int processId)
    {
        try
        {
            string mounts = FormattableString.Invariant($"/proc/{processId}/ns/mnt");
            return new FileInfo(mounts).LinkTarget == new FileInfo("/proc/self/ns/mnt").LinkTarget ? "" : FormattableString.Invariant($"/proc/{processId}/root");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // Anybody may make a file of that name in /tmp: only the process's own user is believed.
    private static bool IsSocketOf(string path, uint userId) =>
        Lstat.Invoke(path, out var status) == 0 && (status.Mode & StatxBuffer.S_IFMT) == StatxBuffer.S_IFSOCK && status.Uid == userId;

    private static string? IsSwitchedOff(int processId)
    {
        foreach (string name in (string[])["EnableDiagnostics", "EnableDiagnostics_IPC"])
        {
            foreach (string prefix in (string[])["DOTNET_", "COMPlus_"])
            {
                if (TargetFacts.Variable(processId, prefix + name)?.Trim() == "0")
                    return prefix + name;
            }
        }

        return null;
    }

    private static bool HasRuntime(int processId) =>
        ProcFile.TryReadAllBytes(FormattableString.Invariant($"/proc/{processId}/maps"), out var maps) &&
        (maps.AsSpan().IndexOf("libcoreclr.so"u8) >= 0 || maps.AsSpan().IndexOf("libmonosgen"u8) >= 0 || maps.AsSpan().IndexOf("libclrjit.so"u8) >= 0);
}
