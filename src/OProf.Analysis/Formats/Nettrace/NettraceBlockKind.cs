namespace OProf.Analysis.Formats.Nettrace;

/// <summary>Kinds of blocks; "NetTrace Format", section Blocks.</summary>
internal enum NettraceBlockKind
{
    EndOfStream = 0,
    Trace = 1,
    Event = 2,
    Metadata = 3,
    SequencePoint = 4,
    Stack = 5,
    Thread = 6,
}
