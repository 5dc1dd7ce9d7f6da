using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;
using Lease = OProf.Buffers.Rings.LeasedWriter<
    OProf.Buffers.Storage.FlatArray,
    OProf.Buffers.Rings.Discard,
    OProf.Buffers.Rings.NoClock,
    OProf.Buffers.Rings.NoSwitch>;
using Ring = OProf.Buffers.Rings.LockFreeRing<
    OProf.Buffers.Storage.FlatArray,
    OProf.Buffers.Rings.Discard,
    OProf.Buffers.Rings.NoClock,
    OProf.Buffers.Rings.LengthFraming,
    OProf.Buffers.Rings.ManyWriters,
    OProf.Buffers.Rings.NoSwitch>;

namespace OProf.Buffers.Tests.Rings;

/// <summary>
/// Very many records through the lock-free ring from four threads, with random sizes and pauses: OPROF_RING_RECORDS says
/// how many, if not twenty million.
/// </summary>
public sealed class ManyRecordsTests(ITestOutputHelper output)
{
    private const int Writers = 4;
    private const ulong Mixing = 0x9E3779B97F4A7C15;

    private long _bytes;
    private long _subBuffers;
    private bool _ends;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ArriveWholeInOrderAndTheLedgerIsExact(bool throughLeases)
    {
        string? asked = Environment.GetEnvironmentVariable("OPROF_RING_RECORDS");
        long each = (asked == null ? 20_000_000 : long.Parse(asked, CultureInfo.InvariantCulture)) / Writers;
        using var ring = new Ring(new FlatArray(new RingGeometry(64 << 10, 16)));
        long[] refused = new long[Writers];
        long[] pauses = new long[Writers];
        var clock = Stopwatch.StartNew();
        var writers = Enumerable.Range(0, Writers).Select(writer => new Thread(() => refused[writer] = Write(ring, writer, each, throughLeases, out pauses[writer]))).ToList();
        writers.ForEach(writer => writer.Start());
        try
        {
            Read(ring, each * Writers);
        }
        finally
        {
            Volatile.Write(ref _ends, true);
            writers.ForEach(writer => writer.Join());
        }

        Assert.Equal(each * Writers, ring.Taken);
        Assert.Equal(0, ring.Entries);
        Assert.Equal(new RingLosses(refused.Sum(), 0, 0, 0, 0), ring.Losses);
        Assert.False(ring.TryConsume(out _));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ring.Taken} records, {_bytes} bytes, {_subBuffers} sub-buffers in {clock.Elapsed.TotalSeconds:F1} s; refused and tried again {refused.Sum()} times, {pauses.Sum()} pauses"));
    }

    private void Read(Ring ring, long count)
    {
        long[] read = new long[Writers];
        while (read.Sum() < count)
        {
            if (!ring.TryTake(out var subBuffer))
            {
                Thread.Yield();
                continue;
            }

            Assert.Equal(subBuffer.Records, Check(ring.Bytes(), subBuffer, read));
            _bytes += subBuffer.Used;
            _subBuffers++;
            ring.Release();
        }
    }

    private long Write(Ring ring, int writer, long count, bool throughLease, out long pauses)
    {
        using var lease = throughLease ? new Lease(ring) : null;
        long refused = 0;
        ulong random = Mixing * (ulong)(writer + 1);
        pauses = 0;
        for (long number = 0; number < count; number++)
        {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;

            // One to eight words.
            int words = 1 + (int)(random & 7);
            Reservation reservation;
            while (!(lease != null
                ? lease.TryReserve(words * sizeof(ulong), 0, out reservation)
                : ring.TryReserve(words * sizeof(ulong), out reservation)))
            {
                if (Volatile.Read(ref _ends))
                    return refused;
                refused++;
                Thread.Yield();
            }

            var payload = MemoryMarshal.Cast<byte, ulong>(ring.Payload(reservation));
            ulong word = ((ulong)writer << 60) | (ulong)number;
            for (int i = 0; i < payload.Length; i++, word *= Mixing)
                payload[i] = word;

            // A pause now and then, with the record open: others commit past it, and the reader has to wait for it.
            if ((random >> 8 & 0x3FFF) == 0)
            {
                pauses++;
                if ((random >> 24 & 7) == 0)
                    Thread.Yield();
                else
                    Thread.SpinWait((int)(random >> 30 & 0xFF));
            }

            if (lease != null)
                lease.Commit(reservation);
            else
                ring.Commit(reservation);
        }

        lease?.Flush();
        ring.Flush();
        return refused;
    }

    private static long Check(ReadOnlySpan<byte> bytes, in SubBuffer subBuffer, long[] read)
    {
        var framed = new FramedRecords(bytes, subBuffer.Position, 0, NoClock.Size);
        long records = 0;
        for (; framed.TryRead(out var record); records++)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(record.Payload);
            ulong word = words[0];
            int writer = (int)(word >> 60);
            if ((long)(word & 0x0FFF_FFFF_FFFF_FFFF) != read[writer]++)
                Assert.Fail($"Record {word:X} of writer {writer} where {read[writer] - 1} is expected.");
            for (int i = 1; i < words.Length; i++)
            {
                word *= Mixing;
                if (words[i] != word)
                    Assert.Fail($"Record {read[writer] - 1} of writer {writer} is torn at word {i}.");
            }
        }

        Assert.Equal(bytes.Length, framed.Offset);
        return records;
    }
}
