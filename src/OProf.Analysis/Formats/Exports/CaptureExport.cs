using System.IO.Compression;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Exports;

/// <summary>Writes what a session holds in a format that other tools read.</summary>
public static class CaptureExport
{
    /// <summary>Writes a session to a stream.</summary>
    /// <param name="session">The session; where it is still running, what it has up to now.</param>
    /// <param name="format">The format; none that is a folder.</param>
    /// <param name="stream">Where to; stays open. May be a pipe.</param>
    /// <param name="options">What of it; null for all.</param>
    /// <returns>What the format could not take of the session.</returns>
    /// <exception cref="CaptureException">The format is a folder, or cannot leave out what is to be left out.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it, or the session's folder cannot be read any more.</exception>
    public static IReadOnlyList<SessionNotice> Write(Session session, CaptureFormat format, Stream stream, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ExportOptions();
        var exporter = CaptureExporter.Of(format);
        Check(exporter, options);
        if (exporter.Kind == ExportKind.Folder)
            throw ExportErrors.NoStream(format);
        return Write(session, exporter, stream, options);
    }

    /// <summary>
    /// Writes a session to a file, or to the folder that some formats are: as a whole or not at all. What is there already
    /// stays as it is until then.
    /// </summary>
    /// <param name="session">The session; where it is still running, what it has up to now.</param>
    /// <param name="format">The format. A text is compressed where the file's name ends in <c>.gz</c>.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">What of it; null for all.</param>
    /// <param name="force">Whether a file that is marked as read-only, or a recording in the folder, may be replaced.</param>
    /// <returns>What the format could not take of the session.</returns>
    /// <exception cref="CaptureException">It cannot be written, or the format cannot leave out what is to be left out.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was written.</exception>
    /// <exception cref="IOException">The session's folder cannot be read any more.</exception>
    public static IReadOnlyList<SessionNotice> Save(
        Session session, CaptureFormat format, string path, ExportOptions? options = null, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(session);
        options ??= new ExportOptions();
        var exporter = CaptureExporter.Of(format);
        Check(exporter, options);
        if (exporter.Kind == ExportKind.Folder)
        {
            var source = new ExportSource(session, options);
            exporter.Write(source, path, force);
            return source.Notices;
        }

        IReadOnlyList<SessionNotice> notices = [];
        ExportFile.Write(path, force, file =>
        {
            if (exporter.Kind == ExportKind.Text && ExportFile.IsPacked(path))
            {
                using var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                notices = Write(session, exporter, packed, options);
            }
            else
            {
                notices = Write(session, exporter, file, options);
            }
        });
        return notices;
    }

    private static IReadOnlyList<SessionNotice> Write(Session session, CaptureExporter exporter, Stream stream, ExportOptions options)
    {
        // Nothing that is written, and nothing that it refers to, is dropped until it is.
        using var held = session.HoldRetained(options.Cancellation);
        var source = new ExportSource(session, options);
        if (session is RecordedSession { HasGivenNames: true } && exporter.Format is CaptureFormat.PerfData or CaptureFormat.OProfile)
            source.Say("OProfExportGivenNames", "The names of its functions came with the file that the session was read from, and this format has no place for them: nothing will name its addresses.");
        exporter.Write(source, stream);
        return source.Notices;
    }

    private static void Check(CaptureExporter exporter, ExportOptions options)
    {
        if (options.IsFiltered && !exporter.TakesFilter)
            throw ExportErrors.NoFilter(exporter.Format);
    }
}
