using System.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The ports of .NET processes as the diagnostics client of .NET finds them by itself: the way where there is no /proc to look for
/// them in. Sees no processes in containers, and only those with this process's folder for temporary files.
/// </summary>
internal static class PublishedPorts
{
    /// <summary>The port of a process; its path, and whether there is one, is left to the client.</summary>
    public static DiagnosticPort Of(int processId) => new(processId, NameOf(processId), "", processId);

    /// <summary>All that there are.</summary>
    public static IEnumerable<DiagnosticPort> All() => DiagnosticsClient.GetPublishedProcesses().Order().Select(Of);

    private static string NameOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended meanwhile; whoever opens the port is told.
            return "";
        }
    }
}
