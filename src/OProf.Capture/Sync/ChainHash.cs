using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>128 bits of hash over the words of a call chain. Not the same on each kind of machine, and not meant to be kept.</summary>
/// <remarks>
/// Each sample's whole chain is hashed, so this is most of what attributing one costs. A round of AES takes in 16 bytes,
/// spreads each of them over 4 and is not undone by the next; four run beside each other. Each word goes through three rounds
/// at least.
/// </remarks>
internal static class ChainHash
{
    /// <summary>Hashes a chain.</summary>
    /// <param name="words">Its words.</param>
    /// <param name="seed">What else the hash depends on.</param>
    public static ChainKey Of(ReadOnlySpan<ulong> words, ulong seed) => Aes.IsSupported ? Wide(words, seed) : Narrow(words, seed);

    internal static ChainKey Narrow(ReadOnlySpan<ulong> words, ulong seed)
    {
        ulong a = 0x243F6A8885A308D3UL ^ seed;
        ulong b = 0x13198A2E03707344UL + (ulong)words.Length;
        foreach (ulong word in words)
        {
            ulong high = Math.BigMul(a ^ word, 0x9E3779B97F4A7C15UL, out ulong low);
            a = high ^ low;
            b = (b ^ word) * 0xD6E8FEB86659FD93UL;
            b ^= b >> 32;
        }

        return new ChainKey(HashMixing.Mix(a, b), b);
    }

    internal static ChainKey Wide(ReadOnlySpan<ulong> words, ulong seed)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        int length = words.Length;
        var key = Vector128.Create(seed, (ulong)length).AsByte();
        var a = key ^ Vector128.Create(0x243F6A8885A308D3UL, 0x13198A2E03707344UL).AsByte();
        var b = key ^ Vector128.Create(0xA4093822299F31D0UL, 0x082EFA98EC4E6C89UL).AsByte();
        var c = key ^ Vector128.Create(0x452821E638D01377UL, 0xBE5466CF34E90C6CUL).AsByte();
        var d = key ^ Vector128.Create(0xC0AC29B7C97C50DDUL, 0x3F84D5B5B5470917UL).AsByte();
        int i = 0;
        for (; i <= length - 8; i += 8)
        {
            a = Aes.Encrypt(a ^ At(ref first, i), key);
            b = Aes.Encrypt(b ^ At(ref first, i + 2), key);
            c = Aes.Encrypt(c ^ At(ref first, i + 4), key);
            d = Aes.Encrypt(d ^ At(ref first, i + 6), key);
        }

        if (i <= length - 4)
        {
            a = Aes.Encrypt(a ^ At(ref first, i), key);
            b = Aes.Encrypt(b ^ At(ref first, i + 2), key);
            i += 4;
        }

        if (i <= length - 2)
        {
            c = Aes.Encrypt(c ^ At(ref first, i), key);
            i += 2;
        }

        if (i < length)
            d = Aes.Encrypt(d ^ Vector128.CreateScalar(Unsafe.Add(ref first, i)).AsByte(), key);
        a = Aes.Encrypt(Aes.Encrypt(a, b), c);
        c = Aes.Encrypt(Aes.Encrypt(c, d), a);
        a = Aes.Encrypt(Aes.Encrypt(Aes.Encrypt(a, c), d), b);
        var hash = Aes.Encrypt(Aes.Encrypt(a, c), key).AsUInt64();
        return new ChainKey(hash.ToScalar(), hash.GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> At(ref ulong first, int index) => Vector128.LoadUnsafe(ref first, (nuint)index).AsByte();
}
