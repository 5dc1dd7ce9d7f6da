using System.Buffers.Binary;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The clock that the head of a stream of events tells of: the value it had when the stream began, and its frequency. See
/// "NetTrace format" in the documentation of microsoft/perfview, section "Trace object".
/// </summary>
/// <param name="StartTicks">The clock when the stream began.</param>
/// <param name="Frequency">Ticks a second.</param>
internal readonly record struct TraceHeader(long StartTicks, long Frequency)
{
    /// <summary>Bytes of a stream in which the head lies.</summary>
    public const int Length = 85;

    private const int TicksOffset = 69;
    private const int FrequencyOffset = 77;

    /// <summary>Reads the head.</summary>
    /// <param name="head">The first <see cref="Length"/> bytes of the stream.</param>
    /// <param name="header">What it says.</param>
    /// <returns>False where these are not the first bytes of such a stream.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, out TraceHeader header)
    {
        header = default;

        //  0  Nettrace                  28  4
        //  8  20, !FastSerialization.1  53  the time of day, 16 bytes
        // 32  tags: object, type, none  69  clock
        // 35  version, least reader     77  frequency
        // 43  5, Trace, end of type
        if (head.Length < Length || !head.StartsWith("Nettrace"u8) || !head[12..].StartsWith("!FastSerialization.1"u8) || !head[47..].StartsWith("Trace"u8))
            return false;
        header = new TraceHeader(BinaryPrimitives.ReadInt64LittleEndian(head[TicksOffset..]), BinaryPrimitives.ReadInt64LittleEndian(head[FrequencyOffset..]));
        return header is { StartTicks: > 0, Frequency: > 0 };
    }
}
