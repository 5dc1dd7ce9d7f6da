using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>
/// Says why the kernel does not take a filter. perf_event_open's interface tells only that it does not; tracefs tells why when the
/// same filter is written to the file of a tracing instance, which is made for that and taken away again: it traces nothing, and no
/// other user of tracing sees it (Documentation/trace/events.rst of the kernel, "Event filtering").
/// </summary>
internal static class TracepointFilter
{
    private const string ErrorLabel = "parse_error:";

    // The instance has the process's name; one at a time.
    private static readonly object s_gate = new();

    /// <summary>The error.</summary>
    /// <param name="name">The tracepoint as <c>system:name</c>.</param>
    /// <param name="shown">What the user calls it.</param>
    /// <param name="refused">What the kernel refused.</param>
    public static CaptureException ErrorOf(string name, string shown, TracepointFilterException refused)
    {
        string reason = Explain(name, refused.Filter) is { } known ? $"{known} ({Errno.NameOf(refused.Error)})" : Errno.NameOf(refused.Error);
        return new CaptureException(
            new(
                CaptureErrorId.MarkerFilter,
                CaptureErrorCategory.InvalidArgument,
                $"The kernel does not take the filter '{refused.Filter}' of {shown}: {reason}.",
                "Compare fields of the marker (Get-OProfMarker shows them) with numbers or texts: == != < <= > >= &, ~ for texts with wildcards, joined by && and ||, with parentheses."),
            refused.Filter,
            refused);
    }

    private static string? Explain(string name, string filter)
    {
        try
        {
            var folder = TracingFolder.OpenWritable();
            lock (s_gate)
            {
                foreach (string left in Directory.EnumerateDirectories(folder["instances"], OwnGroup.Prefix + "*"))
                {
                    if (OwnGroup.IsLeftBehind(Path.GetFileName(left)))
                        Directory.Delete(left);
                }

                string instance = folder[$"instances/{OwnGroup.Name}"];
                Directory.CreateDirectory(instance);
                try
                {
                    return Reason($"{instance}/events/{name.Replace(':', '/')}/filter", filter);
                }
                finally
                {
                    Directory.Delete(instance);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CaptureException)
        {
            // The errno is all there is to be had.
            return null;
        }
    }

    // prev_pidd == 1
    //           ^
    // parse_error: Field not found
    private static string? Reason(string file, string filter)
    {
        try
        {
            TracingFolder.Write(file, filter);
            return null;
        }
        catch (IOException)
        {
            string[] lines = File.ReadAllText(file).Split('\n');
            string? error = Array.Find(lines, line => line.StartsWith(ErrorLabel, StringComparison.Ordinal))?[ErrorLabel.Length..].Trim();
            int place = lines.Length > 1 ? lines[1].IndexOf('^', StringComparison.Ordinal) : -1;
            return error is null || place < 0 ? error : FormattableString.Invariant($"{error}, at character {place + 1}");
        }
    }
}
