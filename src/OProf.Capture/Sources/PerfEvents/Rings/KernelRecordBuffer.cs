using OProf.Buffers.Mmap;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Rings;

/// <summary>A kernel ring as <see cref="BufferSync{TBuffer,TSink}"/> takes it.</summary>
internal readonly struct KernelRecordBuffer(KernelRing ring) : IRecordBuffer
{
    private readonly PerfRingReader _reader = ring.Reader;

    public int Cpu { get; } = ring.Cpu;

    public void BeginRound() => _reader.BeginRound();

    public bool TryPeek(out ReadOnlySpan<byte> record) => _reader.TryPeek(out record);

    public void Advance(int size) => _reader.Advance(size);

    public void EndRound() => _reader.EndRound();
}
