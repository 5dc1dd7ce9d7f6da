using OProf.Buffers.Rings;

namespace OProf.Buffers.Relay;

/// <summary>What the control words of a buffer's file say.</summary>
internal readonly record struct RecoveredControl(long Consumed, RingLosses Losses, List<RecoveredSubBuffer> SubBuffers);
