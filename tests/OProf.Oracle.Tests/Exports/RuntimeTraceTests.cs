using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using Microsoft.Diagnostics.NETCore.Client;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using Xunit;

namespace OProf.Oracle.Tests.Exports;

/// <summary>A .nettrace file as the runtime itself writes it, of this process, as <c>dotnet-trace collect</c> has it do.</summary>
public sealed class RuntimeTraceTests
{
    [Fact]
    public async Task Its_thread_samples_have_the_names_of_methods()
    {
        string path = Path.GetTempFileName();
        try
        {
            var client = new DiagnosticsClient(Environment.ProcessId);
            using (var session = await client.StartEventPipeSessionAsync(
                [
                    new EventPipeProvider("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
                    new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, 0x14C14FCCBD),
                ],
                requestRundown: true,
                circularBufferMB: 64,
                TestContext.Current.CancellationToken))
            {
                await using var file = File.Create(path);
                var copy = session.EventStream.CopyToAsync(file, TestContext.Current.CancellationToken);
                Assert.NotEqual(0, Spin(400_000_000));
                await session.StopAsync(TestContext.Current.CancellationToken);
                await copy;
            }

            using var imported = CaptureImport.Open(path);
            Assert.Equal("nettrace", imported.Target);
            Assert.DoesNotContain(imported.Notices, notice => notice.Id == "OProfImportIncomplete");
            var samples = SampleResolver.For(imported).Samples().ToList();
            Assert.All(samples, sample => Assert.Equal(("dotnet-thread-sample", Environment.ProcessId), (sample.Event, sample.ProcessId)));
            var spinning = samples.Where(sample => sample.Symbol.Contains($"{nameof(RuntimeTraceTests)}.{nameof(Spin)}(", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(spinning);
            Assert.All(spinning, sample => Assert.EndsWith("OProf.Oracle.Tests.dll", sample.Image, StringComparison.Ordinal));

            // On the clock that everything else is on.
            Assert.InRange(spinning[0].Time, Environment.TickCount64 * 1_000_000L - 600_000_000_000, Environment.TickCount64 * 1_000_000L);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Spin(int rounds)
    {
        int sum = 1;
        for (int i = 0; i < rounds; i++)
            sum = (sum * 31) ^ i;
        return sum | 1;
    }
}
