using System.Buffers.Binary;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

public class RecordFuzzTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Throws_at_no_record_whatever_is_in_it(bool chains, bool groups)
    {
        var random = new Random(chains ? groups ? 3 : 2 : 1);
        var capture = new RecordCapture(2, chains, groups, bufferBytes: 64 << 20);
        for (int round = 0; round < 40; round++)
        {
            for (int i = 0; i < 1000; i++)
                capture.Add(random.Next(2), random.Next(3) == 0 ? Noise(random) : Mutated(random, chains, groups));
            capture.Round();
        }

        Assert.Equal(40_000, capture.Ledgers.Sum(ledger =>
            ledger.Received - ledger.Lost(LossCause.KernelLostRecord) - ledger.Lost(LossCause.KernelLostSample)));
        Assert.True(capture.Sync.Samples > 100, $"{capture.Sync.Samples} samples only: nothing was reached");

        // What was let through is a stream that can be read, and chains that can be followed.
        var reader = new EventReader(capture.Buffer);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                capture.Chain(entry.Stack);
        }
    }

    private static byte[] Noise(Random random)
    {
        var record = new byte[8 * random.Next(1, 40)];
        random.NextBytes(record);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)random.Next(25));
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
        return record;
    }

    private static byte[] Mutated(Random random, bool chains, bool groups)
    {
        int pid = random.Next(-2, 12);
        int tid = random.Next(3) == 0 ? random.Next(-2, 12) : pid;
        ulong time = (ulong)random.Next(1000);
        ulong address = 0x1000UL * (ulong)random.Next(16);
        byte[] record = random.Next(14) switch
        {
            0 => Mmap(time, pid, address, 0x1000UL * (ulong)random.Next(4), $"/bin/{random.Next(5)}"),
            1 or 2 => Mmap2(time, pid, address, 0x1000UL * (ulong)random.Next(4), random.Next(3) == 0 ? "//anon" : $"/bin/{random.Next(5)}", buildId: random.Next(2) == 0 ? [1, 2] : null),
            3 => Comm(time, pid, tid, "name", random.Next(2) == 0),
            4 => Fork(time, pid, tid, random.Next(12), random.Next(12)),
            5 => Exit(time, pid, tid),
            6 => random.Next(2) == 0 ? SwitchIn(time, pid, tid) : SwitchOut(time, pid, tid, true),
            7 => Lost(time, (ulong)random.NextInt64() >> random.Next(64)),
            8 => Ksymbol(time, address, 16, "k"),
            _ => Sample(
                time, pid, tid, address + (ulong)random.Next(0x1000), (ProcessorMode)random.Next(6), Id + (ulong)random.Next(4),
                values: groups ? [1, 1, 1, (ulong)random.Next(100), Id] : null,
                chain: chains ? [PerfContext.PERF_CONTEXT_USER, address, address + 0x1000, (ulong)random.NextInt64() << 1] : null),
        };
        for (int flips = random.Next(4) == 0 ? random.Next(1, 6) : 0; flips > 0; flips--)
            record[random.Next(8, record.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : 0xFF);
        if (random.Next(8) == 0)
        {
            record = record[..(8 * random.Next(1, (record.Length / 8) + 1))];
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
        }

        return record;
    }
}
