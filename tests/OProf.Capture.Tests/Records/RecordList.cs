using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Records;

/// <summary>A CPU's ring over a list of records.</summary>
internal sealed class RecordList(int cpu)
{
    private int _position;
    private int _limit;

    public List<byte[]> Records { get; } = [];

    public Reader AsBuffer() => new(this, cpu);

    public readonly struct Reader(RecordList list, int cpu) : IRecordBuffer
    {
        public int Cpu => cpu;

        public void BeginRound() => list._limit = list.Records.Count;

        public bool TryPeek(out ReadOnlySpan<byte> record)
        {
            record = list._position < list._limit ? list.Records[list._position] : default;
            return list._position < list._limit;
        }

        public void Advance(int size) => list._position++;

        public void EndRound()
        {
        }
    }
}
