using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

public sealed unsafe class PerfRingWriterTests
{
    private static readonly int Page = MmapSize.Page;

    [Fact]
    public void The_kernels_consumer_reads_what_is_written()
    {
        using var ring = new MappedRing(MmapMode.Discard, 2);
        var reader = ring.OpenReader();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] body = new byte[random.Next(0, 2000)];
            random.NextBytes(body);
            Assert.Equal(RingWriteResult.Written, ring.Writer.TryWrite((uint)i, (ushort)i, body));
            reader.BeginRound();
            Assert.True(reader.TryPeek(out var record));
            Assert.Equal(new PerfRecordHeader((uint)i, (ushort)i, (ushort)((body.Length + 15) & ~7)), PerfRecordHeader.Of(record));
            Assert.True(record.Slice(8, body.Length).SequenceEqual(body));
            Assert.True(record[(8 + body.Length)..].IndexOfAnyExcept((byte)0) < 0);
            reader.Advance(record.Length);
            Assert.False(reader.TryPeek(out _));
            reader.EndRound();
        }

        Assert.Equal(0UL, reader.CorruptBytes);
        Assert.Equal(0UL, ring.Mapping.LostRecords);
    }

    [Fact]
    public void A_body_in_two_parts_is_one_record()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        ring.Writer.TryWrite(70, 0, [1, 2, 3], [4, 5, 6, 7, 8, 9]);
        var reader = ring.OpenReader();
        reader.BeginRound();
        Assert.True(reader.TryPeek(out var record));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0], record[8..].ToArray());
    }

    [Fact]
    public void What_is_unread_is_never_overwritten()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        int written = 0;
        while (ring.Writer.TryWriteSimple((ulong)written) == RingWriteResult.Written)
            written++;
        Assert.Equal(Page / 16, written);
        Assert.Equal(RingWriteResult.Full, ring.Writer.TryWriteSimple(99));
        Assert.Equal(2UL, ring.Mapping.LostRecords);
        Assert.Equal(32UL, ring.Mapping.LostBytes);
        Assert.Equal(Enumerable.Range(0, written).Select(i => (ulong)i), ReadSimple(ring.OpenReader()));
    }

    [Fact]
    public void A_record_tells_how_many_were_dropped_before_the_next()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        var reader = ring.OpenReader();
        while (ring.Writer.TryWriteSimple(1) == RingWriteResult.Written)
        {
        }

        ring.Writer.TryWriteSimple(2);
        reader.BeginRound();
        while (reader.TryPeek(out var record))
            reader.Advance(record.Length);
        reader.EndRound();
        Assert.Equal(RingWriteResult.Written, ring.Writer.TryWriteSimple(3));
        Assert.Equal(RingWriteResult.Written, ring.Writer.TryWriteSimple(4));
        reader.BeginRound();
        Assert.True(reader.TryPeek(out var lost));
        Assert.Equal(new PerfRecordHeader(PerfRecordHeader.Lost, 0, 24), PerfRecordHeader.Of(lost));
        Assert.Equal(2UL, MemoryMarshal.Read<ulong>(lost[16..]));
        reader.Advance(lost.Length);
        Assert.Equal([3UL, 4UL], ReadSimple(reader));
    }

    [Fact]
    public void A_record_that_is_too_large_is_refused_and_counted()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        Assert.Equal(Page, ring.Mapping.MaxRecordSize);
        Assert.Equal(RingWriteResult.TooLarge, ring.Writer.TryWrite(70, 0, new byte[Page - 7]));
        Assert.Equal(RingWriteResult.Written, ring.Writer.TryWrite(70, 0, new byte[Page - 8]));
        Assert.Equal(1UL, ring.Mapping.TooLargeRecords);
        Assert.Equal(0UL, ring.Mapping.LostRecords);
        using var large = new MappedRing(MmapMode.Discard, 64);
        Assert.Equal(65528, large.Mapping.MaxRecordSize);
        Assert.Equal(RingWriteResult.TooLarge, large.Writer.TryWrite(70, 0, new byte[65521]));
        Assert.Equal(RingWriteResult.Written, large.Writer.TryWrite(70, 0, new byte[65520]));
    }

    [Fact]
    public void A_mapping_of_the_metadata_alone_takes_no_record()
    {
        using var ring = new MappedRing(MmapMode.Discard, 0);
        Assert.Equal(RingWriteResult.NoData, ring.Writer.TryWriteSimple(1));
        Assert.Equal(0UL, ring.Mapping.Head);
    }

    [Fact]
    public void Each_page_boundary_is_a_wake_up()
    {
        using var ring = new MappedRing(MmapMode.Discard, 4);
        ring.Writer.TryWrite(70, 0, new byte[Page - 16]);
        Assert.Equal(0UL, ring.Mapping.Wakes);
        ring.Writer.TryWrite(70, 0, []);
        Assert.Equal(1UL, ring.Mapping.Wakes);
        ring.Writer.TryWrite(70, 0, new byte[(2 * Page) + 100]);
        Assert.Equal(3UL, ring.Mapping.Wakes);
    }

    // Faults of the first patch, each of which was in it.
    [Fact]
    public void Patch_fault_eight_bytes_reserved_whatever_the_size_group_entries_do_not_overlap()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        PerfGroupMember[] group = [new(11, 1), new(22, 2), new(33, 3)];
        ring.Writer.TryWriteGroup(group);
        ring.Writer.TryWriteSimple(0xABCD);
        ring.Writer.TryWriteGroup(group.AsSpan(1));
        Assert.Equal(64UL + 16 + 48, ring.Mapping.Head);
        var reader = ring.OpenReader();
        reader.BeginRound();
        Assert.True(reader.TryPeek(out var record));
        Assert.True(PerfSampleRecords.TryReadGroup(record, out var members));
        Assert.Equal(group, members.ToArray());
        Assert.False(PerfSampleRecords.TryReadSimple(record, out _));
        reader.Advance(record.Length);
        Assert.True(reader.TryPeek(out record));
        Assert.True(PerfSampleRecords.TryReadSimple(record, out ulong ip));
        Assert.Equal(0xABCDUL, ip);
        Assert.False(PerfSampleRecords.TryReadGroup(record, out _));
        reader.Advance(record.Length);
        Assert.True(reader.TryPeek(out record));
        Assert.True(PerfSampleRecords.TryReadGroup(record, out members));
        Assert.Equal(group[1..], members.ToArray());
    }

    [Fact]
    public void Patch_fault_offset_masked_with_the_page_mask_not_its_complement_bytes_lie_at_their_offset()
    {
        using var ring = new MappedRing(MmapMode.Discard, 4);
        var reader = ring.OpenReader();
        ulong position = 0;
        for (int i = 1; i < 2000; i++)
        {
            byte[] body = new byte[8 * (i % 100)];
            Array.Fill(body, (byte)i);
            ring.Writer.TryWrite((uint)i, 0, body);
            for (int at = 0; at < body.Length; at++)
                Assert.Equal((byte)i, ring.Mapping.Data[(position + 8 + (ulong)at) & (ring.Mapping.DataSize - 1)]);
            position += 8 + (ulong)body.Length;
            Assert.Equal(position, ring.Mapping.Head);
            reader.BeginRound();
            Assert.True(reader.TryPeek(out var record));
            reader.Advance(record.Length);
            reader.EndRound();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Patch_fault_page_number_nr_pages_let_through_nothing_is_written_behind_the_last_page(bool overwrites)
    {
        const byte Canary = 0xA5;
        int data = 2 * Page;
        byte* memory = (byte*)NativeMemory.AllocZeroed((nuint)(Page + data + Page));
        new Span<byte>(memory + Page + data, Page).Fill(Canary);
        using (var writer = new PerfRingWriter(memory, memory + Page, (ulong)data, overwrites, data / 2))
        {
            var reader = new PerfRingReader(memory, memory + Page, (ulong)data);
            for (int i = 0; i < 5000; i++)
            {
                Assert.Equal(RingWriteResult.Written, writer.TryWrite(70, 0, new byte[i % (data / 2 - 8)]));
                reader.BeginRound();
                while (reader.TryPeek(out var record))
                    reader.Advance(record.Length);
                reader.EndRound();
            }
        }

        Assert.True(new Span<byte>(memory + Page + data, Page).IndexOfAnyExcept(Canary) < 0);
        NativeMemory.Free(memory);
    }

    [Fact]
    public void Patch_fault_read_lock_held_on_an_error_a_refused_record_leaves_nothing_held()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        var reader = ring.OpenReader();
        for (int round = 0; round < 100; round++)
        {
            Assert.Equal(RingWriteResult.TooLarge, ring.Writer.TryWrite(70, 0, new byte[Page]));
            ulong reserved = ring.Writer.Reserved;
            while (ring.Writer.TryWriteSimple(5) == RingWriteResult.Written)
                reserved = ring.Writer.Reserved;
            Assert.Equal(reserved, ring.Writer.Reserved);
            Assert.Equal(reserved, ring.Mapping.Head);
            ring.Mapping.WriteFields(new PerfPageFields { Offset = round });
            Assert.True(ring.Mapping.TryReadFields(out var fields));
            Assert.Equal(round, fields.Offset);
            Assert.NotEmpty(ReadSimple(reader));
        }
    }

    [Fact]
    public void A_tail_that_makes_no_sense_costs_records_and_nothing_else()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        ref ulong tail = ref Unsafe.AsRef<ulong>(ring.Mapping.Metadata + PerfMmapPage.DataTail);
        var random = new Random(3);
        for (int i = 0; i < 10_000; i++)
        {
            tail = i % 3 == 0 ? (ulong)random.NextInt64() : ring.Mapping.Head + (ulong)random.Next(-5000, 5000);
            ring.Writer.TryWrite(70, 0, new byte[random.Next(500)]);
        }

        tail = ring.Mapping.Head;
        Assert.Equal(ring.Writer.Reserved, ring.Mapping.Head);
        Assert.Equal(RingWriteResult.Written, ring.Writer.TryWriteSimple(1));
    }

    [Fact]
    public void A_writer_needs_a_new_mapping_that_it_can_write_to()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        ring.Writer.TryWriteSimple(1);
        Assert.Throws<ArgumentException>(() => new PerfRingWriter(ring.Mapping));
        using var opened = MmapBuffer.Open(ring.File);
        using var mapping = opened.Map();
        Assert.Throws<ArgumentException>(() => new PerfRingWriter(mapping));
    }

    [Fact]
    public void A_group_has_a_member()
    {
        using var ring = new MappedRing(MmapMode.Discard, 1);
        Assert.Throws<ArgumentException>(() => ring.Writer.TryWriteGroup([]));
    }

    private static List<ulong> ReadSimple(PerfRingReader reader)
    {
        var read = new List<ulong>();
        reader.BeginRound();
        while (reader.TryPeek(out var record))
        {
            if (PerfSampleRecords.TryReadSimple(record, out ulong ip))
                read.Add(ip);
            reader.Advance(record.Length);
        }

        reader.EndRound();
        return read;
    }
}
