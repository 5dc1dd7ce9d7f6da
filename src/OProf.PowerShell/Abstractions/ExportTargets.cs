using OProf.Analysis.Formats.Exports;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Abstractions;

/// <summary>Finds where each session is to be written, before any is.</summary>
internal static class ExportTargets
{
    /// <summary>The file or folder of each session.</summary>
    /// <param name="path">What the user named: a file, a folder that some formats are, or one to write files to.</param>
    /// <param name="format">The format; null for that which the name ends in.</param>
    /// <param name="sessions">The sessions.</param>
    /// <exception cref="Capture.Sessions.CaptureException">The format cannot be told, or sessions would take each other's place.</exception>
    public static IReadOnlyList<(OProfSession Session, string Path, CaptureFormat Format)> Of(
        string path, CaptureFormat? format, IReadOnlyList<OProfSession> sessions)
    {
        var exporter = format is { } given ? CaptureExporter.Of(given) : CaptureExporter.ForName(path) ?? throw ExportErrors.UnknownFormat(path);
        if (exporter.Kind != ExportKind.Folder && Directory.Exists(path))
        {
            var files = sessions.Select(session => (session, Path.Combine(path, NameOf(session) + exporter.Suffixes[0]), exporter.Format)).ToList();
            if (files.GroupBy(file => file.Item2).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw ExportTargetErrors.SeveralSessions(twice.Key, twice.Count());
            return files;
        }

        return sessions.Count == 1
            ? [(sessions[0], path, exporter.Format)]
            : throw ExportTargetErrors.SeveralSessions(path, sessions.Count);
    }

    // A session of a perf.data file is called like the file.
    private static string NameOf(OProfSession session)
    {
        var invalid = Path.GetInvalidFileNameChars();
        string name = new([.. session.Name.Select(letter => invalid.Contains(letter) ? '_' : letter)]);
        return name is "." or ".." ? "_" : name;
    }
}
