using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Packets that are not in the trace's files, such as those recovered from buffers.</summary>
/// <param name="Stream">
/// Name of the stream file that they come after; where the trace has no file of that name, they are a stream of that name.
/// </param>
/// <param name="Bytes">The packets, one behind the other.</param>
public sealed record CtfPacketSource(string Stream, IByteSource Bytes)
{
    /// <summary>Bytes of the stream file that count; what lies behind is a torn packet which these packets hold whole.</summary>
    public ulong After { get; init; } = ulong.MaxValue;
}
