using OProf.Capture.Sources.Tracepoints.Formats;

namespace OProf.Capture.Tests.Tracepoints;

/// <summary>Format files of Linux 6.18, as tracefs gives them on x86-64.</summary>
internal static class FormatFile
{
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.format").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!;

    private static string Folder
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !Directory.Exists(Path.Combine(directory.FullName, "Tracepoints", "Formats")))
                directory = directory.Parent;
            return Path.Combine(directory?.FullName ?? throw new DirectoryNotFoundException("Tracepoints/Formats is not above the test assembly"), "Tracepoints", "Formats");
        }
    }

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".format"));

    public static TracepointFormat Read(string name) => TracepointFormatParser.Parse(Text(name), name);
}
