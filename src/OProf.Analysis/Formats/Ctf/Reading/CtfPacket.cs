namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>What the head of a packet says (CTF 1.8.3, section 5). What it does not say is null.</summary>
public sealed class CtfPacket
{
    internal CtfPacket(string source, ulong offset)
    {
        Source = source;
        Offset = offset;
    }

    /// <summary>The file, or other source, that holds it.</summary>
    public string Source { get; }

    /// <summary>Offset there, in bytes.</summary>
    public ulong Offset { get; }

    /// <summary>Size in bits, padding included.</summary>
    public ulong Size { get; internal init; }

    /// <summary>Size in bits of its head and events.</summary>
    public ulong ContentSize { get; internal init; }

    /// <summary>Whether its source ends before it does.</summary>
    public bool IsTruncated { get; internal init; }

    /// <summary>Value of the stream's clock at its begin, in cycles.</summary>
    public ulong? TimeBegin { get; internal init; }

    /// <summary>Value of the stream's clock at its end, in cycles.</summary>
    public ulong? TimeEnd { get; internal init; }

    /// <summary>The stream's count of discarded events at its end.</summary>
    public ulong? EventsDiscarded { get; internal init; }

    /// <summary>Its number in the stream.</summary>
    public ulong? SequenceNumber { get; internal init; }

    /// <summary>Id of the stream among those of its kind.</summary>
    public ulong? StreamInstanceId { get; internal init; }

    /// <summary>The CPU that wrote it; -1 where it is not said.</summary>
    public int Cpu { get; internal init; } = -1;
}
