using System.Buffers.Binary;
using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Sync;

/// <summary>A CPU's buffer over a list: records of 16 bytes, a time and a number. What is behind <see cref="Published"/> is not there yet.</summary>
internal sealed class ListBuffer(int cpu)
{
    private int _position;
    private int _limit;

    public int Cpu { get; } = cpu;

    public List<(ulong Time, long Number)> Records { get; } = [];

    public int Published { get; set; }

    public int GivenBack { get; private set; }

    /// <summary>Called for each record that is taken, as a writer that goes on meanwhile.</summary>
    public Action? OnTaken { get; set; }

    public Reader AsBuffer() => new(this);

    public readonly struct Reader(ListBuffer list) : IRecordBuffer
    {
        public int Cpu => list.Cpu;

        public void BeginRound() => list._limit = list.Published;

        public bool TryPeek(out ReadOnlySpan<byte> record)
        {
            record = default;
            if (list._position == list._limit)
                return false;
            var bytes = new byte[16];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, list.Records[list._position].Time);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), list.Records[list._position].Number);
            record = bytes;
            return true;
        }

        public void Advance(int size)
        {
            list._position++;
            list.OnTaken?.Invoke();
        }

        public void EndRound() => list.GivenBack = list._position;
    }
}
