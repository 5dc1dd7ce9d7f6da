namespace OProf.Buffers.Rings;

/// <summary>Records have no time.</summary>
public readonly struct NoClock : IRingClock
{
    /// <inheritdoc/>
    public static int Size => 0;

    /// <inheritdoc/>
    public static bool IsGiven => false;

    /// <inheritdoc/>
    public static ulong Read(ulong given) => 0;
}
