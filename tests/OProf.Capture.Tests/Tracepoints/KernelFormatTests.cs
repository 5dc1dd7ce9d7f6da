using OProf.Capture.Markers;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Tracepoints;
using OProf.Capture.Sources.Tracepoints.Formats;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Tracepoints;

/// <summary>All tracepoints of the kernel that runs here.</summary>
public class KernelFormatTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryFormatIsUnderstood()
    {
        var folder = Open();
        int count = 0, fields = 0, labeled = 0, opaque = 0;
        var writer = new PayloadWriter();
        foreach (string name in TracepointNames.Read(folder))
        {
            var format = TracepointProvider.FormatOf(name);
            Assert.Equal(name.Split(':')[1], format.Name);
            Assert.Equal(4, format.CommonFields.Count);
            int size = 8 + format.Fields.Select(field => field.Offset + field.Size).DefaultIfEmpty().Max();
            var schema = TracepointSchema.Of(name, format);
            var decoder = TracepointDecoder.Of(schema, format.Fields);
            Assert.True(decoder.TryDecode(new byte[size], writer), name);
            Assert.Equal(schema.Fields.Count, PayloadReader.Read(schema, writer.Words).Count);

            // One byte less than the last field needs.
            if (format.Fields.Count > 0)
                Assert.False(decoder.TryDecode(new byte[Math.Max(0, size - 9)], writer), name);
            count++;
            fields += schema.Fields.Count;
            labeled += schema.Fields.Count(field => field.Type.Labels.Count > 0);
            opaque += schema.Fields.Count(field => field.Type.Kind == PayloadKind.Bytes);
        }

        output.WriteLine($"{count} tracepoints, {fields} fields, {labeled} with labels, {opaque} opaque");
        Assert.True(count > 100, $"{count}");
        Assert.True(labeled > 10, $"{labeled}");
        Assert.True(opaque < fields / 10, $"{opaque} of {fields}");
    }

    [Fact]
    public void NamesAreFoundWithoutTheirFormats()
    {
        Open();
        var provider = new TracepointProvider();
        Assert.Contains(provider.Find("SCHED:sched_*"), marker => marker.Name == "sched:sched_switch");
        Assert.Equal("sched:sched_switch", provider.TryGet("Sched:Sched_Switch")!.Name);
        Assert.Null(provider.TryGet("sched:no_such_thing"));
        Assert.Null(provider.TryGet("uprobe:/bin/sh:main"));
        Assert.Empty(provider.Find("*.dll"));
        Assert.All(provider.Find("*"), marker => Assert.Equal(MarkerSource.Kernel, marker.Source));
    }

    [Fact]
    public void MountPointsWithWhiteSpaceAreRead()
    {
        var mounts = MountTable.Parse("proc /proc proc rw 0 0\nnone /mnt/a\\040b\\134c tracefs rw 0 0\nshort\n");
        Assert.Equal([("/proc", "proc"), ("/mnt/a b\\c", "tracefs")], mounts);
    }

    private static TracingFolder Open()
    {
        try
        {
            return TracingFolder.Open();
        }
        catch (CaptureException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
