using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Reads integers of any size at any bit (CTF 1.8.3, section 4.1.5): little-endian ones fill bytes from their low bits up,
/// big-endian ones from their high bits down.
/// </summary>
internal static class BitField
{
    /// <summary>Bytes that must be readable behind the last one of a field.</summary>
    internal const int Slack = 16;

    /// <summary>Reads a field.</summary>
    /// <param name="bytes">The bytes, with <see cref="Slack"/> behind the field.</param>
    /// <param name="bit">Its first bit.</param>
    /// <param name="size">Its size: 1 to 64 bits.</param>
    /// <param name="isBigEndian">Its byte order.</param>
    /// <returns>Its bits, without a sign.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Read(byte[] bytes, ulong bit, int size, bool isBigEndian)
    {
        int at = (int)(bit >> 3);
        int shift = (int)bit & 7;
        if ((uint)at > (uint)(bytes.Length - Slack))
            throw new ArgumentOutOfRangeException(nameof(bit));
        ref byte first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), at);
        ulong word = Unsafe.ReadUnaligned<ulong>(ref first);
        if (BitConverter.IsLittleEndian == isBigEndian)
            word = BinaryPrimitives.ReverseEndianness(word);
        if (isBigEndian)
        {
            ulong high = (word << shift) >> (64 - size);
            int missing = shift + size - 64;
            return missing <= 0 ? high : high | ((ulong)Unsafe.Add(ref first, 8) >> (8 - missing));
        }

        ulong low = word >> shift;
        if (shift + size > 64)
            low |= (ulong)Unsafe.Add(ref first, 8) << (64 - shift);
        return size == 64 ? low : low & ((1UL << size) - 1);
    }

    /// <summary>Repeats the sign bit of a signed field.</summary>
    internal static ulong SignExtend(ulong value, int size) => (ulong)((long)(value << (64 - size)) >> (64 - size));
}
