using System.Runtime.CompilerServices;
using OProf.Buffers.Mmap;
using OProf.Buffers.Native;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

public sealed unsafe class AppendFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["grows"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Readers_that_come_early_and_late_read_all()
    {
        using var writer = new AppendFileWriter(Path, 64 << 20);
        using var early = new AppendFileReader(Path);
        byte[] body = new byte[65_520];
        ulong read = 0;
        for (ulong i = 0; i < 500; i++)
        {
            var part = body.AsSpan(0, 32 + (int)(i * 131 % 65_000 / 8 * 8));
            NumberedRecord.Fill(part, 1, i);
            writer.Append((uint)i, 3, part);
            if (i % 7 != 0)
                continue;
            Assert.False(early.TryRead(out _));
            writer.Publish();
            read = ReadAll(early, read);
            Assert.Equal(i + 1, read);
        }

        writer.Dispose();
        Assert.Equal(500UL, ReadAll(early, read));
        Assert.True(early.IsClosed);
        using var late = new AppendFileReader(Path);
        Assert.Equal(500UL, ReadAll(late, 0));
        Assert.Equal(Environment.ProcessId, late.WriterProcessId);
    }

    [Fact]
    public void What_would_make_the_file_too_large_is_refused_and_what_is_in_it_stays()
    {
        using var writer = new AppendFileWriter(Path, 256 << 10);
        byte[] body = new byte[50_000];
        NumberedRecord.Fill(body, 1, 0);
        for (int i = 0; i < 5; i++)
            writer.Append(1, 0, body);
        Assert.Equal(MappedFileProblem.NoSpace, Assert.Throws<MappedFileException>(() => writer.Append(1, 0, body)).Problem);
        writer.Publish();
        using var reader = new AppendFileReader(Path);
        for (int i = 0; i < 5; i++)
            Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_record_has_a_largest_size()
    {
        using var writer = new AppendFileWriter(Path, 1 << 20);
        writer.Append(1, 0, new byte[65_520]);
        Assert.Throws<ArgumentException>(() => writer.Append(1, 0, new byte[65_521]));
    }

    [Fact]
    public void A_ring_is_no_growing_file()
    {
        using var buffer = MmapBuffer.Create(Path, MmapMode.Overwrite);
        using var mapping = buffer.Map(MmapSize.Of(1));
        Assert.Equal(MappedFileProblem.Format, Assert.Throws<MappedFileException>(() => new AppendFileReader(Path)).Problem);
    }

    [Theory]
    [InlineData(PerfMmapPage.DataHead, 5)]
    [InlineData(PerfMmapPage.DataHead, 1 << 30)]
    [InlineData(4096, 0)]
    [InlineData(4096 + 6, 3)]
    [InlineData(4096 + 6, 60_000)]
    public void Content_that_makes_no_sense_is_an_error(int offset, int value)
    {
        using var writer = new AppendFileWriter(Path, 1 << 20);
        writer.Append(1, 0, new byte[100]);
        writer.Publish();
        using var reader = new AppendFileReader(Path);
        using (var file = PrivateFile.Open(Path, isWritable: true))
        using (var region = file.Map(8192))
            Unsafe.Write(region.Address + offset, (long)value);

        Assert.Equal(MappedFileProblem.Corrupt, Assert.Throws<MappedFileException>(() => reader.TryRead(out _)).Problem);
    }

    [Fact]
    public void A_file_that_was_cut_is_seen_before_it_is_touched()
    {
        using var writer = new AppendFileWriter(Path, 1 << 20);
        using var reader = new AppendFileReader(Path);
        reader.RequireWhole();

        // Not with a FileStream, which wants a lock of its own.
        int fd = Open.Invoke(Path, Open.O_RDWR, 0);
        Assert.Equal(0, Ftruncate.Invoke(fd, 8192));
        _ = Close.Invoke(fd);
        Assert.Equal(MappedFileProblem.Size, Assert.Throws<MappedFileException>(reader.RequireWhole).Problem);
    }

    [Fact]
    public void Readers_notice_that_the_writer_is_gone()
    {
        var writer = new AppendFileWriter(Path, 1 << 20);
        using var reader = new AppendFileReader(Path);
        using var other = new AppendFileReader(Path);
        Assert.False(reader.IsWriterGone);
        Assert.False(reader.TryClaim());
        Assert.False(reader.IsClosed);
        writer.Dispose();
        Assert.True(reader.IsWriterGone);
        Assert.True(other.IsWriterGone);
        Assert.True(reader.TryClaim());
        Assert.False(other.TryClaim());
    }

    private static ulong ReadAll(AppendFileReader reader, ulong number)
    {
        while (reader.TryRead(out var record))
        {
            Assert.Equal(3, PerfRecordHeader.Of(record).Misc);
            Assert.True(NumberedRecord.TryRead(record, out _, out ulong read));
            Assert.Equal(number++, read);
        }

        return number;
    }
}
