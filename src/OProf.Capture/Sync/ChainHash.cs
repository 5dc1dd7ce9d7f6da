using System.Numerics;
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

    /// <summary>
    /// Hashes the outer parts of a chain: that of so many words, of twice as many, and so on up to the whole.
    /// </summary>
    /// <param name="words">The words, the outermost last; a multiple of <see cref="OuterChains.Step"/>.</param>
    /// <param name="seed">What else the hashes depend on.</param>
    /// <param name="keys">Room for the hashes, one for each <see cref="OuterChains.Step"/> words; the shortest part is the first.</param>
    public static void OfOuterParts(ReadOnlySpan<ulong> words, ulong seed, Span<ChainKey> keys)
    {
        if (Aes.IsSupported)
            WideParts(words, seed, keys);
        else
            NarrowParts(words, seed, keys);
    }

    internal static void NarrowParts(ReadOnlySpan<ulong> words, ulong seed, Span<ChainKey> keys)
    {
        var state = new ChainKey(seed, 0);
        for (int part = 0; part < keys.Length; part++)
        {
            var own = Narrow(words[^OuterChains.Step..], state.High ^ BitOperations.RotateLeft(state.Low, 23));
            words = words[..^OuterChains.Step];
            keys[part] = state = new ChainKey(own.High, own.Low ^ BitOperations.RotateLeft(state.Low, 17));
        }
    }

    // Two rounds spread each bit over all 16 bytes, before words meet other words and before parts meet the next one.
    internal static void WideParts(ReadOnlySpan<ulong> words, ulong seed, Span<ChainKey> keys)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        var key = Vector128.Create(0x9E3779B97F4A7C15UL, 0xD6E8FEB86659FD93UL).AsByte();
        var a = Vector128.Create(0x243F6A8885A308D3UL, 0x13198A2E03707344UL).AsByte();
        var b = Vector128.Create(0xA4093822299F31D0UL, 0x082EFA98EC4E6C89UL).AsByte();
        var c = Vector128.Create(0x452821E638D01377UL, 0xBE5466CF34E90C6CUL).AsByte();
        var d = Vector128.Create(0xC0AC29B7C97C50DDUL, 0x3F84D5B5B5470917UL).AsByte();
        var state = Vector128.Create(seed, ~seed).AsByte();
        int index = words.Length - OuterChains.Step;
        for (int part = 0; part < keys.Length; part++, index -= OuterChains.Step)
        {
            var own = Aes.Encrypt(Aes.Encrypt(At(ref first, index) ^ a, b), c) ^ Aes.Encrypt(Aes.Encrypt(At(ref first, index + 2) ^ b, c), d)
                ^ Aes.Encrypt(Aes.Encrypt(At(ref first, index + 4) ^ c, d), a) ^ Aes.Encrypt(Aes.Encrypt(At(ref first, index + 6) ^ d, a), b);
            state = Aes.Encrypt(Aes.Encrypt(state ^ own, key), a);
            keys[part] = new ChainKey(state.AsUInt64().ToScalar(), state.AsUInt64().GetElement(1));
        }
    }

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
