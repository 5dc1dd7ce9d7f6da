using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>The names of the kernel's tracepoints, <c>system:name</c>: one file has them all.</summary>
internal static class TracepointNames
{
    /// <summary>Reads them; those that OProf itself has defined are left out.</summary>
    /// <exception cref="CaptureException">They cannot be read.</exception>
    public static IReadOnlyList<string> Read(TracingFolder folder)
    {
        var names = new List<string>();
        foreach (string line in folder.ReadText("available_events").Split('\n'))
        {
            string name = line.Trim();
            if (name.Contains(':', StringComparison.Ordinal) && !name.StartsWith(OwnGroup.Prefix, StringComparison.Ordinal))
                names.Add(name);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
