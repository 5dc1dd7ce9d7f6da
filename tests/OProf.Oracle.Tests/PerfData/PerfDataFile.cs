using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using Xunit;

namespace OProf.Oracle.Tests.PerfData;

/// <summary>A file that the real perf records, in a folder that goes with it.</summary>
internal sealed class PerfDataFile : IDisposable
{
    // A second of processor time or less: a program's own functions, libraries, the kernel, forks and threads that end.
    private const string Work = """
        dd if=/dev/zero of=/dev/null bs=16k count=20000 2>/dev/null &
        head -c 60000000 /dev/zero | sha256sum >/dev/null &
        for i in 1 2 3 4 5 6 7 8 9 10; do ls -lR /usr/share/doc/perf* /etc >/dev/null 2>&1; sh -c 'exec true'; done
        wait
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-perfdata-").FullName;

    private PerfDataFile() => Path = System.IO.Path.Combine(_folder, "perf.data");

    public string Path { get; }

    /// <summary>Records the work of a shell with some options; the test is skipped where there is no perf.</summary>
    public static PerfDataFile Record(params string[] options)
    {
        var file = new PerfDataFile();
        string? error = Run("perf", ["record", "-q", "-N", "-o", file.Path, .. options, "--", "sh", "-c", Work]);

        // perf 6.1 does not get over a session that runs beside it, but for this option (docs/troubleshooting.md).
        if (error is not null)
            error = Run("perf", ["record", "-q", "-N", "--buildid-mmap", "-o", file.Path, .. options, "--", "sh", "-c", Work]);
        file.SkipFor(error);
        return file;
    }

    /// <summary>Records the work of a script.</summary>
    /// <param name="script">For sh.</param>
    /// <param name="options">How.</param>
    public static PerfDataFile RecordScript(string script, params string[] options)
    {
        var file = new PerfDataFile();
        file.SkipFor(Run("perf", ["record", "-q", "-N", "--buildid-mmap", "-o", file.Path, .. options, "--", "sh", "-c", script]));
        return file;
    }

    /// <summary>Records a program of tests/Workloads.</summary>
    /// <param name="command">Its name and arguments.</param>
    /// <param name="options">How.</param>
    public static PerfDataFile RecordWorkload(string[] command, params string[] options)
    {
        var file = new PerfDataFile();
        file.SkipFor(Run("perf", ["record", "-q", "-N", "--buildid-mmap", "-o", file.Path, .. options, "--", Workload.Build(command[0]), .. command[1..]]));
        return file;
    }

    /// <summary>
    /// As it writes to a pipe. Neither this nor compressed records are read again by perf record itself, so what perf 6.1 does
    /// not get over would show in its report only.
    /// </summary>
    public static PerfDataFile RecordPiped(params string[] options)
    {
        var file = new PerfDataFile();
        file.SkipFor(Run("sh", "-c", $"perf record -q -N --buildid-mmap -o - {string.Join(' ', options)} -- sh -c '{Work.Replace("'exec true'", "\"exec true\"", StringComparison.Ordinal)}' > {file.Path}"));
        return file;
    }

    /// <summary>What OProf makes of it as a file of its own.</summary>
    public string Export()
    {
        string path = System.IO.Path.Combine(_folder, "exported.data");
        using var session = CaptureImport.Open(Path);
        CaptureExport.Save(session, CaptureFormat.PerfData, path);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void SkipFor(string? error)
    {
        if (error is null)
            return;
        Dispose();
        Assert.Skip($"perf record failed, so that there is nothing to compare with: {error}");
    }

    private static string? Run(string program, params string[] arguments)
    {
        Tool.Require("perf");
        using var process = Tool.Start(program, arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{process.ExitCode}, {errors.Result}";
    }
}
