using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Tests.Platforms;

/// <summary>What is done with a file where nothing can be captured; called in a load context of its own.</summary>
public static class AnalysisOfFile
{
    /// <summary>Imports, reports, draws and exports; what came out, a line each.</summary>
    public static string[] Run(string file)
    {
        using var session = CaptureImport.Open(file);
        var report = SampleReport.Measure(session, [ProfileKey.Process, ProfileKey.Image]);
        using var page = new MemoryStream();
        FlameGraphPage.Write(Profile.Of(session), page, new FlameGraphOptions { Title = "elsewhere" });
        CaptureExport.Save(session, CaptureFormat.PerfData, file + ".exported");
        using var exported = CaptureImport.Open(file + ".exported");
        return [.. report.Rows.Select(row => $"{row.Command} {row.Image} {row.Samples}"), $"exported {exported.SampleCount}", $"page {page.Length > 100_000}"];
    }
}
