using System.IO.Enumeration;
using OProf.Capture.Markers;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Tracepoints.Formats;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>The kernel's tracepoints as markers, by their names <c>system:name</c>.</summary>
internal sealed class TracepointProvider : IMarkerProvider
{
    /// <inheritdoc/>
    public MarkerSource Source => MarkerSource.Kernel;

    /// <inheritdoc/>
    public bool TakesFilters => true;

    /// <inheritdoc/>
    /// <exception cref="CaptureException">tracefs cannot be read.</exception>
    public IEnumerable<MarkerInfo> Find(string pattern)
    {
        // What stands in a tracepoint's name tells them from the places of files and from what has a slash in its name.
        if (!OperatingSystem.IsLinux() || !MayMatch(pattern))
            yield break;
        foreach (string name in TracepointNames.Read(TracingFolder.Open()))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name))
                yield return Describe(name);
        }
    }

    /// <inheritdoc/>
    public MarkerInfo? TryGet(string name)
    {
        if (!OperatingSystem.IsLinux() || !MayMatch(name) || !name.Contains(':', StringComparison.Ordinal) || name.AsSpan().IndexOfAny('*', '?') >= 0)
            return null;
        foreach (string known in TracepointNames.Read(TracingFolder.Open()))
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                return Describe(known);
        }

        return null;
    }

    /// <inheritdoc/>
    public ArmedMarker Arm(MarkerContext context, MarkerInfo marker, string? filter)
    {
        var format = FormatOf(marker.Name);
        var armed = new ArmedTracepoint(context, marker, filter);
        try
        {
            armed.Open(marker.Name, format.Id, DecoderOf(marker.Name, marker.Schema, format.Fields));
            return armed;
        }
        catch
        {
            armed.Dispose();
            throw;
        }
    }

    /// <summary>Makes the decoder of a tracepoint.</summary>
    /// <exception cref="CaptureException">Its fields are not those of the schema (any more).</exception>
    internal static TracepointDecoder DecoderOf(string name, PayloadSchema schema, IReadOnlyList<TracepointField> fields)
    {
        try
        {
            return TracepointDecoder.Of(schema, fields);
        }
        catch (ArgumentException e)
        {
            throw Unexpected(name, e.Message, e);
        }
    }

    /// <summary>The error for a tracepoint whose format is not what it should be.</summary>
    internal static CaptureException Unexpected(string name, string problem, Exception? cause = null) => new(
        new(
            CaptureErrorId.TracepointFormat, CaptureErrorCategory.InvalidData, $"The format of the tracepoint {name} is not understood: {problem}",
            "Report it with the file's text. Other tracepoints can be used."),
        name, cause);

    private static bool MayMatch(string pattern) =>
        pattern.AsSpan().IndexOfAny('/', '(', '.') < 0 && pattern.AsSpan().Count(':') <= 1;

    private static MarkerInfo Describe(string name) =>
        new(name, MarkerSource.Kernel, () => TracepointSchema.Of(name, FormatOf(name)));

    /// <summary>Reads the format of a tracepoint.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    internal static TracepointFormat FormatOf(string name)
    {
        var folder = TracingFolder.Open();
        string file = $"events/{name.Replace(':', '/')}/format";
        try
        {
            return TracepointFormatParser.Parse(folder.ReadText(file), folder[file]);
        }
        catch (InvalidDataException e)
        {
            throw Unexpected(name, e.Message, e);
        }
    }
}
