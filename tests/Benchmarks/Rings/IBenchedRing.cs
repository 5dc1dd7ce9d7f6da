using OProf.Buffers.Rings;

namespace OProf.Benchmarks.Rings;

/// <summary>A ring behind a struct, so that the loop that is timed is compiled for it and calls it directly.</summary>
internal interface IBenchedRing : IDisposable
{
    ISubBufferRing Ring { get; }

    bool TryReserve(int length, out Reservation reservation);

    Span<byte> Payload(in Reservation reservation);

    void Commit(in Reservation reservation);
}
