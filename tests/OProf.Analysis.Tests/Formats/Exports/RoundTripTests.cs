using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Formats.Imports;
using OProf.Analysis.Tests.Formats.PerfData;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Exports;

/// <summary>What was exported, imported again, is the same.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly PerfDataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CaptureFormat.PerfData)]
    [InlineData(CaptureFormat.Ctf)]
    public void Samples_names_chains_and_losses_come_back(CaptureFormat format)
    {
        using var session = _folder.Open(ExportedSessions.Full());
        string path = _folder.At("exported");
        var notices = CaptureExport.Save(session, format, path);
        using var again = CaptureImport.Open(path);
        Assert.Equal(7, session.SampleCount);
        Assert.Equal(PerfDataFolder.Lines(session), PerfDataFolder.Lines(again));
        Assert.Equal((session.SampleCount, session.LostCount, session.FirstSampleTimestamp), (again.SampleCount, again.LostCount, again.FirstSampleTimestamp));
        Assert.Equal((session.Target, session.HostName, session.KernelRelease, session.Architecture), (again.Target, again.HostName, again.KernelRelease, again.Architecture));
        Assert.Equal(session.EventNames, again.EventNames);
        Assert.Equal(Images(session), Images(again));
        Assert.All(again.Ledger, cpu => Assert.True(cpu.Balances));

        // Nothing of this machine's kernel says where that of another one lay.
        Assert.Equal(format == CaptureFormat.PerfData ? ["OProfExportKernelNames"] : [], notices.Select(notice => notice.Id));
    }

    [Fact]
    public void A_pipe_holds_what_a_file_holds()
    {
        using var session = _folder.Open(ExportedSessions.Full());
        string path = _folder.At("pipe.data");
        using (var file = File.Create(path))
            CaptureExport.Write(session, CaptureFormat.PerfData, new PipedStream(file));
        using var again = CaptureImport.Open(path);
        Assert.Equal(PerfDataFolder.Lines(session), PerfDataFolder.Lines(again));
        Assert.Equal((session.Target, session.HostName), (again.Target, again.HostName));
    }

    [Fact]
    public void Counts_of_a_group_come_back()
    {
        using var session = _folder.Open(ExportedSessions.Group());
        string path = _folder.At("group.data");
        CaptureExport.Save(session, CaptureFormat.PerfData, path);
        using var again = CaptureImport.Open(path);
        Assert.Equal(["1000 3", "1500 0", "500 7"], Values(session));
        Assert.Equal(Values(session), Values(again));
        Assert.Equal(session.EventGroups, again.EventGroups);

        static IEnumerable<string> Values(Session session) =>
            SampleResolver.For(session, new UnnamedAddresses()).Samples().Select(sample => string.Join(' ', sample.GetValues().Select(value => value.Value)));
    }

    /// <summary>Weights of up to 2^24 come back as samples, larger ones as what one sample of each chain stands for.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000, false)]
    public void Folded_stacks_come_back_with_what_each_chain_weighs(int unit, bool areSamples)
    {
        var random = new Random(7);
        var session = new SyntheticSession(_folder.At("none"));
        ulong[] files = [session.Image("/bin/a"), session.Image("/lib/b c"), session.Image("/lib/d;e")];
        int[] tasks = [session.Task(1, 1, "one two", files[0]), session.Task(2, 2, "other", files[1]), session.Task(3, 3, "9 lives", files[1])];
        var weights = new Dictionary<string, long>();
        for (ulong time = 1; time < 2000; time++)
        {
            // Of two and three frames, so that some have their callers in common, and some are others' callers.
            var frames = Enumerable.Range(0, random.Next(1, 4)).Select(_ => files[random.Next(3)]).ToArray();
            int which = random.Next(3);
            long period = unit * random.Next(1, 50);
            session.Sample(time, tasks[which], which + 1, session.Chain([.. frames.Select(file => (file, 0x10UL))]), (ulong)period);
            string chain = string.Join(" < ", frames.Select(file => file == files[0] ? "[a]" : file == files[1] ? "[b c]" : "[d:e]"));
            string key = $"{chain} < {(which == 0 ? "one_two" : which == 1 ? "other" : "9_lives")}";
            weights[key] = weights.GetValueOrDefault(key) + period;
        }

        string path = _folder.At("stacks.folded");
        CaptureExport.Save(session.Session, CaptureFormat.Folded, path);
        using var again = CaptureImport.Open(path);
        Assert.Equal(
            weights.Select(row => $"samples {row.Key} = {(areSamples ? row.Value : 1)} {row.Value}").Order(StringComparer.Ordinal),
            ProfileText.Of(Profile.Of(again), withTask: false, withImage: false));
        Assert.Equal(!areSamples, again.Notices.Any(notice => notice.Id == "OProfImportCountsAreWeights"));

        // Nothing more gets lost: what is exported of the import is the same, behind a command that the import has none of.
        string twice = _folder.At("twice.folded");
        CaptureExport.Save(again, CaptureFormat.Folded, twice);
        string command = SampleResolver.For(again).Samples().First().Command;
        Assert.Equal(File.ReadLines(path).Select(line => $"{command};{line}").Order(StringComparer.Ordinal), File.ReadLines(twice).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_what_is_wanted_is_written()
    {
        using var session = _folder.Open(ExportedSessions.Full());
        string path = _folder.At("part.data");
        CaptureExport.Save(session, CaptureFormat.PerfData, path, new ExportOptions { Events = ["page-faults"], ProcessIds = [20, 10] });
        using var again = CaptureImport.Open(path);
        Assert.Equal(PerfDataFolder.Lines(session).Where(line => line.Contains("page-faults", StringComparison.Ordinal) && !line.Contains("reused", StringComparison.Ordinal)), PerfDataFolder.Lines(again));
        Assert.Equal(1, again.SampleCount);
    }

    [Fact]
    public void Late_samples_find_what_was_said_behind_them()
    {
        var session = new SyntheticSession(_folder.At("none"));
        ulong file = session.Image("/bin/late");
        int task = session.Task(10, 10, "late", file);
        int stack = session.Chain((file, 0x10), (file, 0x20));
        foreach (ulong time in new ulong[] { 500, 600, 100, 700 })
            session.Sample(time, task, 10, stack);
        string path = _folder.At("late.data");
        CaptureExport.Save(session.Session, CaptureFormat.PerfData, path);
        using var again = CaptureImport.Open(path);
        Assert.Equal(
            new[] { 100, 500, 600, 700 }.Select(time => $"{time} [0] late 10/10 cpu-clock 1 User: /bin/late+10 < /bin/late+20"),
            PerfDataFolder.Lines(again));
    }

    [Fact]
    public void Words_of_the_event_buffer_are_read_back()
    {
        using var session = _folder.Open(ExportedSessions.Full());
        using var stream = new MemoryStream();
        CaptureExport.Write(session, CaptureFormat.OProfile, stream);
        var buffer = new EventBuffer(1 << 24, EventBuffer.ChunkWords);
        byte[] bytes = stream.ToArray();
        Assert.Equal(0, bytes.Length % sizeof(ulong));
        var room = buffer.Reserve(bytes.Length / sizeof(ulong));
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes).CopyTo(room);
        buffer.Commit(bytes.Length / sizeof(ulong));
        buffer.Complete();

        // A chain comes back as the samples of its frames, the first of them with time and period.
        var read = new List<string>();
        var reader = new EventReader(buffer);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample && entry.Period > 0)
                read.Add($"{entry.Time} [{entry.Cpu}] {entry.ProcessId}/{entry.ThreadId} {session.EventNames[entry.Event]} {entry.Period} {entry.Mode}: {Place(entry)}");
            else if (entry.Kind == EventKind.Sample)
                read[^1] += $" < {Place(entry)}";
        }

        Assert.Equal(
            PerfDataFolder.Lines(session).Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"\] \S+ ", "] ")), read);
        Assert.Equal(2 + 4, reader.SkippedRecords);

        string Place(StreamEvent entry) => entry.Mode == ProcessorMode.Kernel ? $"[kernel.kallsyms]+{entry.Offset:x}"
            : entry.Cookie == Cookie.NoCookie ? $"//anon+{entry.Offset:x}"
            : $"{session.Cookies[entry.Cookie]?.Path ?? "[unknown]"}+{entry.Offset:x}";
    }

    private static IEnumerable<string> Images(Session session) =>
        Enumerable.Range(1, session.Cookies.Count).Select(cookie => session.Cookies[(ulong)cookie]!)
            .Select(image => $"{image.Path} {image.Kind} {image.DeviceMajor}:{image.DeviceMinor} {image.Inode} {Convert.ToHexString(image.BuildId.Span)}")
            .Order(StringComparer.Ordinal);
}
