using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Capture.Environments;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>The events of a .NET program in a recording.</summary>
public sealed class EventRecordingTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("oprof-recording-").FullName, "capture");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task An_import_has_the_events_that_the_live_session_had()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        using var program = Tool.Start("dotnet", Path.Combine(AppContext.BaseDirectory, "oprof-events.dll"));
        Assert.Equal("ready", program.StandardOutput.ReadLine());
        using var session = CaptureSession.Start(Capture.Options with
        {
            ProcessIds = [program.Id],
            Path = _folder,
            Probes =
            [
                new RecordProbeOptions { Marker = $"dotnet:{program.Id}/OProf-Test-Work/*" },
                new RecordProbeOptions { Marker = $"dotnet:{program.Id}/OProf-Test-Described/Order" },
            ],
        });
        var live = Task.Factory.StartNew(() => Read(session), TaskCreationOptions.LongRunning);
        foreach (string command in (string[])["phase one 50", "described 20"])
        {
            program.StandardInput.WriteLine(command);
            Assert.Equal("done", program.StandardOutput.ReadLine());
        }

        session.Stop();
        Tool.Finish(program);
        var seen = await live;
        using var import = Recording.Open(_folder, recover: false);
        Assert.Equal(seen, Read(import));
        Assert.Equal(72, seen.Count(line => line.Contains("dotnet:", StringComparison.Ordinal)));
        Assert.Equal(72, session.RecordedHits);
        Assert.All(session.Ledger, ledger => Assert.True(ledger.Balances));
        Assert.Contains(seen, line => line.EndsWith($"dotnet:{program.Id}/OProf-Test-Described/Order Number = 19, Customer = {{ Name = \"Ö19\", Rating = 0.5 }}", StringComparison.Ordinal));
    }

    private static List<string> Read(Session session)
    {
        var lines = new List<string>();
        var reader = session.OpenReader();
        do
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                    lines.Add(FormattableString.Invariant($"{entry.Time} {entry.Cpu} {entry.ProcessId} {entry.ThreadId} {schema.Name} {PayloadReader.Read(schema, entry.Values.Span)}"));
            }
        }
        while (!reader.IsAtEnd && reader.Wait(TimeSpan.FromMinutes(1)));
        return lines;
    }
}
