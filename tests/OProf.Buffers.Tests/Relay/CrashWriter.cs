using OProf.Buffers.Relay;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using OProf.Buffers.Tests.Rings;

namespace OProf.Buffers.Tests.Relay;

/// <summary>Writes records to a mapped buffer for ever, and says in another mapped file how far it is. To be killed.</summary>
internal static unsafe class CrashWriter
{
    public const string Verb = "crash-writer";

    public static readonly RingGeometry Geometry = new(4096, 8);

    private static readonly RingGeometry ProgressGeometry = new(64, 1);

    /// <summary>Offset of the number of records committed in the file of the progress: its data, behind two pages.</summary>
    public const long ProgressOffset = 8192;

    public static int Run(string folder)
    {
        using var progress = new MappedFile(Path.Combine(folder, "progress"), ProgressGeometry, 0, Guid.Empty);
        long* committed = (long*)progress.ForWrite(0, out _);
        using var buffer = new RelayBuffer<MappedFile, Discard>(
            new MappedFile(Path.Combine(folder, "buffer"), Geometry, 0, Guid.Empty), 0, new PacketObserver());
        var random = new Random(1);
        for (long number = 1; ; number++)
        {
            int length = random.Next(NumberedRecords.MinLength, 400);
            Span<byte> record;
            while (!buffer.TryReserve(length, (ulong)number, out record))
                Consume(buffer, committed + 1);
            NumberedRecords.Make(record, 0, number);
            buffer.Commit();
            Volatile.Write(ref *committed, number);
            if (random.Next(100) == 0)
                buffer.Flush();
        }
    }

    private static void Consume(RelayBuffer<MappedFile, Discard> buffer, long* consumed)
    {
        // One sub-buffer at a time: the others are found when this is killed.
        if (!buffer.TryTake(out var packet))
            return;
        long records = *consumed + packet.Records;
        buffer.Release();
        Volatile.Write(ref *consumed, records);
    }
}
