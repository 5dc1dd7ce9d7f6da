using System.Reflection;
using OProf.Analysis.Formats;
using OProf.Analysis.Tests.Formats.PerfData;
using OProf.Capture.Recording;
using Xunit;
using static OProf.Analysis.Tests.Formats.PerfData.PerfDataWriter;

namespace OProf.Analysis.Tests.Platforms;

/// <summary>What works where there is no libc: on Windows, and by another name on macOS.</summary>
public sealed class OtherPlatformTests : IDisposable
{
    private readonly PerfDataFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reading_and_drawing_a_capture_needs_no_native_library(bool isRecording)
    {
        var writer = new PerfDataWriter { SampleType = Ip | Tid | Time | Cpu | Period | CallChain };
        PerfDataTests.Write(writer.Event(1, 0, 11, 12));
        string file = _folder.Write(writer.ToArray());
        if (isRecording)
        {
            using var session = CaptureImport.Open(file);
            file = _folder.At("recording");
            Assert.Equal(4, SessionSnapshot.Save(session, file));
        }

        var context = new NoNativeContext();
        string[] lines = (string[])In(context, nameof(AnalysisOfFile.Run)).Invoke(null, [file])!;
        Assert.NotSame(typeof(AnalysisOfFile), In(context, nameof(AnalysisOfFile.Run)).DeclaringType);
        Assert.Equal(AnalysisOfFile.Run(file), lines);
        Assert.Contains("parent /bin/parent 1", lines);
        Assert.Equal(["exported 4", "page True"], lines[^2..]);
        context.Unload();
    }

    public void Dispose() => _folder.Dispose();

    private static MethodInfo In(NoNativeContext context, string name) =>
        context.LoadFromAssemblyPath(typeof(AnalysisOfFile).Assembly.Location).GetType(typeof(AnalysisOfFile).FullName!)!.GetMethod(name)!;
}
