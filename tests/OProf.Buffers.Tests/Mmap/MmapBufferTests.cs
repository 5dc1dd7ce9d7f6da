using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using OProf.Buffers.Mmap;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

[SupportedOSPlatform("linux")]
public sealed unsafe class MmapBufferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Ring => _folder["ring"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(1025, 1024)]
    public void A_mapping_has_one_page_or_one_and_a_power_of_two(int pages, int dataPages)
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        using var mapping = buffer.Map((long)pages * MmapSize.Page);
        Assert.Equal((ulong)dataPages * (ulong)MmapSize.Page, mapping.DataSize);
        Assert.Equal((long)pages * MmapSize.Page, new FileInfo(Ring).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(1024)]
    public void Any_other_number_of_pages_is_refused(int pages)
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Map((long)pages * MmapSize.Page));
        Assert.False(File.Exists(Ring));
    }

    [Fact]
    public void A_length_that_is_no_whole_number_of_pages_is_refused()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Map((2L * MmapSize.Page) + 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Map(long.MaxValue));
    }

    [Fact]
    public void Further_mappings_have_the_same_size()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        using var first = buffer.Map(MmapSize.Of(4));
        Assert.Throws<InvalidOperationException>(() => buffer.Map(MmapSize.Of(8)));
        using var second = buffer.Map(MmapSize.Of(4));
        Unsafe.Write(first.Data + 100, 12345);
        Assert.Equal(12345, Unsafe.Read<int>(second.Data + 100));
    }

    [Fact]
    public void When_all_mappings_are_gone_the_size_may_change()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        var first = buffer.Map(MmapSize.Of(4));
        var second = buffer.Map(MmapSize.Of(4));
        using var other = MmapBuffer.Open(Ring);
        using var followed = other.Map();
        Unsafe.Write(second.Data, 7);
        first.Dispose();
        Assert.Throws<InvalidOperationException>(() => buffer.Map(MmapSize.Of(8)));
        second.Dispose();
        using var larger = buffer.Map(MmapSize.Of(8));
        Assert.Equal(8UL * (ulong)MmapSize.Page, larger.DataSize);
        Assert.Equal(0, Unsafe.Read<int>(larger.Data));

        // Whoever still maps the old size keeps what it had.
        Assert.Equal(7, Unsafe.Read<int>(followed.Data));
    }

    [Fact]
    public void The_fields_lie_where_the_kernel_has_them()
    {
        const string Program = """
            #include <linux/perf_event.h>
            #include <stddef.h>
            #include <stdio.h>
            #define P(f) printf("%zu ", offsetof(struct perf_event_mmap_page, f))
            int main(void) { P(version); P(compat_version); P(lock); P(index); P(offset); P(time_enabled); P(time_running);
              P(capabilities); P(time_shift); P(time_mult); P(time_offset); P(time_zero); P(size); P(data_head);
              P(data_tail); P(data_offset); P(data_size); printf("%zu", sizeof(struct perf_event_mmap_page)); return 0; }
            """;
        File.WriteAllText(_folder["layout.c"], Program);
        string? output = null;
        try
        {
            using var gcc = Process.Start("gcc", ["-o", _folder["layout"], _folder["layout.c"]]);
            gcc.WaitForExit();
            using var layout = Process.Start(new ProcessStartInfo(_folder["layout"]) { RedirectStandardOutput = true })!;
            output = layout.StandardOutput.ReadToEnd();
            layout.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Skip($"The layout cannot be asked of a C compiler here: {e.Message}");
        }

        int[] expected =
        [
            PerfMmapPage.Version, PerfMmapPage.CompatVersion, PerfMmapPage.Lock, PerfMmapPage.Index, PerfMmapPage.Offset,
            PerfMmapPage.TimeEnabled, PerfMmapPage.TimeRunning, PerfMmapPage.Capabilities, PerfMmapPage.TimeShift,
            PerfMmapPage.TimeMult, PerfMmapPage.TimeOffset, PerfMmapPage.TimeZero, PerfMmapPage.Size, PerfMmapPage.DataHead,
            PerfMmapPage.DataTail, PerfMmapPage.DataOffset, PerfMmapPage.DataSize,
        ];
        var offsets = output.Split(' ').Select(int.Parse).ToArray();
        Assert.Equal(expected, offsets[..^1]);

        // What is ours lies behind all that the kernel uses.
        Assert.True(offsets[^1] <= 2048);
    }

    [Fact]
    public void The_file_is_for_its_owner_alone()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Overwrite);
        using var mapping = buffer.Map(MmapSize.Of(1));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Ring));
    }

    [Fact]
    public void A_file_that_is_there_is_not_written_over()
    {
        File.WriteAllText(Ring, "mine");
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Overwrite);
        var e = Assert.Throws<MappedFileException>(() => buffer.Map(MmapSize.Of(1)));
        Assert.Equal(MappedFileProblem.Exists, e.Problem);
        Assert.Equal("mine", File.ReadAllText(Ring));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherRead | UnixFileMode.GroupRead)]
    public void A_file_that_others_may_touch_is_refused(UnixFileMode more)
    {
        Make();
        File.SetUnixFileMode(Ring, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        Refused(MappedFileProblem.Permissions);
    }

    [Fact]
    public void A_file_of_another_user_is_refused()
    {
        Make();
        if (Environment.UserName != "root")
            Assert.Skip("Only root can give a file to another user.");
        using (var chown = Process.Start("chown", ["12345", Ring]))
            chown.WaitForExit();
        Assert.Contains("user 12345", Refused(MappedFileProblem.OtherOwner).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        Make();
        File.Move(Ring, _folder["other"]);
        File.CreateSymbolicLink(Ring, _folder["other"]);
        Refused(MappedFileProblem.NotRegular);
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        Assert.Equal(MappedFileProblem.Exists, Assert.Throws<MappedFileException>(() => buffer.Map(MmapSize.Of(1))).Problem);
    }

    [Fact]
    public void A_file_that_is_not_there_and_a_folder_are_refused()
    {
        Refused(MappedFileProblem.NotFound);
        Directory.CreateDirectory(Ring);
        Refused(MappedFileProblem.NotRegular);
    }

    [Theory]
    [InlineData(2048, 0, MappedFileProblem.Format)]
    [InlineData(2056, 9, MappedFileProblem.Format)]
    [InlineData(2060, 3, MappedFileProblem.Format)]
    [InlineData(2060, 2, MappedFileProblem.Size)]
    [InlineData(PerfMmapPage.CompatVersion, 1, MappedFileProblem.Format)]
    [InlineData(PerfMmapPage.DataOffset, 8192, MappedFileProblem.Format)]
    [InlineData(PerfMmapPage.DataSize, 1 << 30, MappedFileProblem.Size)]
    public void A_metadata_page_that_says_what_cannot_be_is_refused(int offset, int value, MappedFileProblem problem)
    {
        Make();
        using (var file = File.OpenWrite(Ring))
        {
            file.Position = offset;
            file.Write(BitConverter.GetBytes(value));
        }

        Refused(problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4 * 4096)]
    public void A_file_of_a_length_that_no_buffer_has_is_refused(long length)
    {
        Make();
        using (var file = File.OpenWrite(Ring))
            file.SetLength(length);
        Refused(MappedFileProblem.Size);
    }

    [Fact]
    public void A_file_that_was_cut_is_seen_before_it_is_touched()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Overwrite);
        using var mapping = buffer.Map(MmapSize.Of(4));
        mapping.RequireWhole();
        using (var file = File.OpenWrite(Ring))
            file.SetLength(4096);
        Assert.Equal(MappedFileProblem.Size, Assert.Throws<MappedFileException>(mapping.RequireWhole).Problem);
    }

    [Fact]
    public void A_lock_that_a_dead_writer_left_does_not_hold_up_a_reader()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Discard);
        using var mapping = buffer.Map(MmapSize.Of(0));
        Unsafe.Write(mapping.Metadata + PerfMmapPage.Lock, 7u);
        Assert.False(mapping.TryReadFields(out _));
        mapping.WriteFields(new PerfPageFields { Offset = 3 });
        Assert.True(mapping.TryReadFields(out var fields));
        Assert.Equal(3, fields.Offset);
    }

    private void Make()
    {
        using var buffer = MmapBuffer.Create(Ring, MmapMode.Overwrite);
        buffer.Map(MmapSize.Of(1)).Dispose();
    }

    private MappedFileException Refused(MappedFileProblem problem)
    {
        var e = Assert.Throws<MappedFileException>(() =>
        {
            using var buffer = MmapBuffer.Open(Ring);
            buffer.Map().Dispose();
        });
        Assert.Equal(problem, e.Problem);
        Assert.Contains(Ring, e.Message, StringComparison.Ordinal);
        return e;
    }
}
