using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>The writer says the time of each record: it was taken elsewhere, by the kernel for instance.</summary>
public readonly struct GivenClock : IRingClock
{
    /// <inheritdoc/>
    public static int Size => sizeof(ulong);

    /// <inheritdoc/>
    public static bool IsGiven => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ulong given) => given;
}
