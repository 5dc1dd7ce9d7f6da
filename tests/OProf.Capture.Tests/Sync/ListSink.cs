using System.Buffers.Binary;
using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Sync;

/// <summary>A sink that keeps what it is given, in its order.</summary>
internal readonly struct ListSink(
    List<(int Buffer, ulong Time, long Number)> taken, List<int> done, List<(int Buffer, ulong Time)>? looked = null) : IRecordSink
{
    public ulong TimeOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64LittleEndian(record);

    public void LookAhead(int buffer, ReadOnlySpan<byte> record, ulong time) => looked?.Add((buffer, time));

    public void Accept(int buffer, ReadOnlySpan<byte> record, ulong time) =>
        taken.Add((buffer, time, BinaryPrimitives.ReadInt64LittleEndian(record[8..])));

    public void MarkDone(int cpu) => done.Add(cpu);
}
