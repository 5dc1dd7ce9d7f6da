namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>
/// How <see cref="PerfEventAttrFlags"/> lies in memory. A C compiler fills bit-fields from the lowest bit on a little-endian
/// machine and from the highest on a big-endian one, where a field of two bits keeps its value's own order.
/// </summary>
internal static class PerfEventAttrBits
{
    /// <summary>precise_ip is bits 15 and 16.</summary>
    public const int PreciseIpShift = 15;

    /// <summary>The 64-bit word that the kernel reads.</summary>
    public static ulong ToAbi(ulong flags, bool littleEndian) => littleEndian ? flags : Reverse(SwapPreciseIp(flags));

    /// <summary>The flags of a word that the kernel, or a file of this machine's byte order, holds.</summary>
    public static ulong FromAbi(ulong word, bool littleEndian) => littleEndian ? word : SwapPreciseIp(Reverse(word));

    private static ulong Reverse(ulong bits)
    {
        var reversed = 0UL;
        for (var i = 0; i < 64; i++)
            reversed |= ((bits >> i) & 1) << (63 - i);
        return reversed;
    }

    private static ulong SwapPreciseIp(ulong bits)
    {
        var value = (bits >> PreciseIpShift) & 3;
        var swapped = ((value & 1) << 1) | (value >> 1);
        return (bits & ~(3UL << PreciseIpShift)) | (swapped << PreciseIpShift);
    }
}
