namespace OProf.Buffers.Storage;

/// <summary>How much room the control words of a ring take.</summary>
public static class RingControlSize
{
    /// <summary>Bytes of the words that a ring has once.</summary>
    internal const int Ring = 512;

    /// <summary>Bytes of the words that each sub-buffer has.</summary>
    internal const int SubBuffer = 256;

    /// <summary>Bytes for all control words of a ring of that shape.</summary>
    public static long Of(RingGeometry geometry) => Ring + (geometry.SubBufferCount * SubBuffer);
}
