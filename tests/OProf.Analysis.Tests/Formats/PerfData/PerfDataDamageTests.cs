using OProf.Analysis.Formats;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.PerfData;

/// <summary>Files that were cut off, altered, or made to do harm.</summary>
public sealed class PerfDataDamageTests : IDisposable
{
    private readonly PerfDataFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_whole_of_a_cut_file_is_read(bool isPipe)
    {
        byte[] whole = Sound(isPipe).ToArray();
        long before = 0;
        for (int length = 0; length <= whole.Length; length += 7)
        {
            if (TryOpen(whole[..length]) is not { } session)
                continue;
            Assert.InRange(session.SampleCount, before, 40);
            before = session.SampleCount;
            if (length < whole.Length - 200 && !isPipe)
                Assert.Equal(("OProfPerfDataIncomplete", SessionState.Failed, EndReason.Interrupted), (session.Notices[0].Id, session.State, session.EndReason));
            session.Dispose();
        }

        Assert.InRange(before, 39, 40);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Altered_bytes_cost_samples_at_most(bool isBigEndian)
    {
        byte[] whole = Sound(isPipe: false, isBigEndian).ToArray();
        var random = new Random(20261121);
        for (int run = 0; run < 400; run++)
        {
            byte[] altered = [.. whole];
            for (int change = random.Next(1, 4); change > 0; change--)
                altered[random.Next(run % 2 == 0 ? 300 : altered.Length)] = (byte)random.Next(256);
            TryOpen(altered)?.Dispose();
        }
    }

    [Fact]
    public void A_file_that_perf_could_not_finish_is_read_to_its_end()
    {
        var writer = Sound(isPipe: false);
        writer.DataSize = 0;
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(40, session.SampleCount);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfPerfDataIncomplete");
    }

    [Fact]
    public void A_record_without_a_size_ends_the_reading_and_says_where()
    {
        var writer = Sound(isPipe: false);
        long at = writer.Length;
        writer.Bytes(new byte[8]).Sample(10, 10, 0x1010, 5000);
        byte[] bytes = writer.ToArray();
        using var session = _folder.Open(bytes);
        Assert.Equal(40, session.SampleCount);
        var notice = Assert.Single(session.Notices);
        long start = BitConverter.ToInt64(bytes, 40);
        Assert.Equal("OProfPerfDataDamaged", notice.Id);
        Assert.Contains($"at offset {start + at}: expected a record of 8 bytes or more, found type 0, 0 bytes", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_says_it_is_larger_than_the_file_is_refused_with_the_place()
    {
        byte[] bytes = Sound(isPipe: false).ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(32), 1UL << 40);
        var error = Assert.Throws<CaptureException>(() => _folder.Open(bytes));
        Assert.Equal("OProfImportFormat", error.Error.Id);
        Assert.Contains("at offset 24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_such_file_is_refused()
    {
        Assert.Equal("OProfImportNotATrace", Assert.Throws<CaptureException>(() => _folder.Open([1, 2, 3])).Error.Id);
        Assert.Equal("OProfImportFormat", Assert.Throws<CaptureException>(() => _folder.Open([.. "PERFFILE"u8, .. new byte[100]])).Error.Id);
        Assert.Equal("OProfImportFormat", Assert.Throws<CaptureException>(() => _folder.Open([.. "PERFILE2"u8])).Error.Id);
        Assert.True(CaptureImport.IsCaptureFile(_folder.Write([.. "PERFILE2"u8])));
        Assert.False(CaptureImport.IsCaptureFile(_folder.Write([.. "PERFILE"u8])));
        Assert.False(CaptureImport.IsCaptureFile(_folder.At("nothing")));
    }

    [Fact]
    public void Folders_of_perf_hold_a_file()
    {
        string folder = Directory.CreateDirectory(_folder.At("kcore")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "data"), Sound(isPipe: false).ToArray());
        using (var session = CaptureImport.Open(folder))
            Assert.Equal(40, session.SampleCount);
        File.WriteAllBytes(Path.Combine(folder, "data.0"), []);
        Assert.Equal("OProfImportPerfThreads", Assert.Throws<CaptureException>(() => CaptureImport.Open(folder)).Error.Id);
    }

    [Fact]
    public void Reading_is_cancelled_and_tells_how_far_it_is()
    {
        var writer = Sound(isPipe: false);
        for (ulong number = 0; number < 100_000; number++)
            writer.Sample(10, 10, 0x1010, 5000 + number);
        string path = _folder.Write(writer.ToArray());
        var parts = new List<double>();
        using (CaptureImport.Open(path, new ImportOptions { Progress = new Reported(parts.Add) }))
            Assert.NotEmpty(parts);
        Assert.Equal(parts.Order(), parts);
        Assert.All(parts, part => Assert.InRange(part, 0, 1));
        using var cancellation = new CancellationTokenSource();
        var options = new ImportOptions { Progress = new Reported(_ => cancellation.Cancel()), Cancellation = cancellation.Token };
        Assert.Throws<OperationCanceledException>(() => CaptureImport.Open(path, options));
    }

    public void Dispose() => _folder.Dispose();

    private static PerfDataWriter Sound(bool isPipe, bool isBigEndian = false)
    {
        var writer = new PerfDataWriter { IsPipe = isPipe, IsBigEndian = isBigEndian };
        writer.Event(1, 0, 5).Comm(10, 10, "a", 0).Mmap2(10, 0x1000, 0x1000, 0, "/bin/a", 0);
        for (ulong number = 0; number < 40; number++)
        {
            writer.Sample(10, 10, 0x1000 + number, 100 + number, chain: [unchecked((ulong)-512), 0x1000 + number, 0x1010]);
            if (number % 10 == 9)
                writer.Round();
        }

        return writer.Feature(3, writer.Text("host")).Feature(12, [1, 2, 3]);
    }

    // The session, where the file is one; its entries are read to the end.
    private RecordedSession? TryOpen(byte[] bytes)
    {
        try
        {
            var session = _folder.Open(bytes);
            Assert.Equal(session.SampleCount, PerfDataFolder.Lines(session).Count);
            return session;
        }
        catch (CaptureException e)
        {
            Assert.StartsWith("OProfImport", e.Error.Id, StringComparison.Ordinal);
            return null;
        }
    }

    private sealed class Reported(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
