using System.Globalization;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Tracepoints;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>
/// Defines user probes in tracefs, where each becomes a tracepoint of the group <see cref="OwnGroup.Name"/>
/// (Documentation/trace/uprobetracer.rst of the kernel), and takes them away again.
/// </summary>
internal static class UprobeDefinitions
{
    private const string File = "uprobe_events";
    private const string ErrorLog = "error_log";

    private static int s_last;
    private static int s_hasCleaned;

    /// <summary>Defines the probe of one place.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="place">One of its places.</param>
    /// <returns>Its name as a tracepoint, <c>group:name</c>.</returns>
    /// <exception cref="CaptureException">The kernel does not take it.</exception>
    public static string Define(UserProbe probe, UserProbePlace place)
    {
        var folder = TracingFolder.OpenWritable();
        if (Interlocked.Exchange(ref s_hasCleaned, 1) == 0)
            RemoveLeftBehind(folder);
        string name = FormattableString.Invariant($"p{Interlocked.Increment(ref s_last)}");
        char kind = probe.Kind == UserProbeKind.Return ? 'r' : 'p';
        string counter = place.Counter == 0 ? "" : FormattableString.Invariant($"(0x{place.Counter:x})");
        string definition = string.Create(CultureInfo.InvariantCulture, $"{kind}:{OwnGroup.Name}/{name} {probe.Path}:0x{place.Offset:x}{counter}");
        definition = string.Join(' ', place.Arguments.Select(argument => argument.ToString()).Prepend(definition));
        try
        {
            TracingFolder.Write(folder[File], definition);
            return $"{OwnGroup.Name}:{name}";
        }
        catch (UnauthorizedAccessException e)
        {
            throw UserProbeErrors.Refused(probe.Name, definition, e.Message, CaptureErrorCategory.PermissionDenied);
        }
        catch (IOException e)
        {
            throw UserProbeErrors.Refused(probe.Name, definition, Reason(folder, definition) ?? e.Message, CaptureErrorCategory.InvalidArgument);
        }
    }

    /// <summary>Takes a definition away. Its events have to be closed.</summary>
    /// <param name="name">What <see cref="Define"/> gave.</param>
    public static void Remove(string name)
    {
        try
        {
            TracingFolder.Write(TracingFolder.OpenWritable()[File], $"-:{name.Replace(':', '/')}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CaptureException)
        {
            // Somebody else has it open (EBUSY) or took it away; what is left goes with the next process that defines a probe.
        }
    }

    /// <summary>Takes away what processes left that are no longer there.</summary>
    /// <remarks>Lines are <c>p:group/name path:0xoffset arguments</c>. What others still have open the kernel keeps.</remarks>
    /// <exception cref="CaptureException">The definitions cannot be read.</exception>
    internal static void RemoveLeftBehind(TracingFolder folder)
    {
        foreach (string line in folder.ReadText(File).Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal), slash = line.IndexOf('/', StringComparison.Ordinal), space = line.IndexOf(' ', StringComparison.Ordinal);
            if (colon > 0 && slash > colon && space > slash && OwnGroup.IsLeftBehind(line[(colon + 1)..slash]))
                Remove(line[(colon + 1)..space]);
        }
    }

    // [24015.009606] trace_uprobe: error: Invalid register name
    //   Command: p:group/name ...
    //                      ^
    private static string? Reason(TracingFolder folder, string definition)
    {
        const string Label = "error: ";
        string[] lines;
        try
        {
            lines = folder.ReadText(ErrorLog).Split('\n');
        }
        catch (CaptureException)
        {
            // Linux 5.1 and earlier: there is no such file.
            return null;
        }

        int command = Array.FindLastIndex(lines, line => line.Trim() == "Command: " + definition);
        if (command < 1 || lines[command - 1].IndexOf(Label, StringComparison.Ordinal) is not (>= 0 and var at))
            return null;
        string reason = lines[command - 1][(at + Label.Length)..].Trim();
        int place = command + 1 < lines.Length ? lines[command + 1].IndexOf('^', StringComparison.Ordinal) - lines[command].IndexOf(definition, StringComparison.Ordinal) : -1;
        return place < 0 || place >= definition.Length ? reason + "." : $"{reason}, at '{definition[place..]}'.";
    }
}
