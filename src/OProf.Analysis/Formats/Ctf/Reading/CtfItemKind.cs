namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>What a reader is at.</summary>
public enum CtfItemKind
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>Events that the tracer had to discard, as a packet's end tells.</summary>
    Discarded,
}
