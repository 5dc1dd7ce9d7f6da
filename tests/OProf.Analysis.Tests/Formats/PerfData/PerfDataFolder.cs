using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.PerfData;

/// <summary>Files that a test writes, and reads as sessions.</summary>
internal sealed class PerfDataFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("oprof-perfdata-").FullName;
    private int _files;

    public string At(string name) => Path.Combine(_path, name);

    public string Write(byte[] bytes)
    {
        string path = At($"perf{_files++}.data");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Opens a file, and looks whether its counts add up.</summary>
    public RecordedSession Open(byte[] bytes)
    {
        var session = CaptureImport.Open(Write(bytes));
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances, $"CPU {cpu.Cpu}: {cpu.Received} received"));
        return session;
    }

    /// <summary>What a session's samples say, a line for each.</summary>
    public static List<string> Lines(Session session) =>
        [.. SampleResolver.For(session, new UnnamedAddresses()).Samples().Select(sample =>
            $"{sample.Time} [{sample.Cpu}] {sample.Command} {sample.ProcessId}/{sample.ThreadId} {sample.Event} {sample.Period} {sample.Mode}: "
            + string.Join(" < ", sample.GetFrames().Select(frame => $"{frame.Image}+{frame.Offset:x}")))];

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
