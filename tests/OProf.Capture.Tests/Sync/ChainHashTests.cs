using System.Numerics;
using System.Runtime.Intrinsics.X86;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class ChainHashTests
{
    private delegate ChainKey Hash(ReadOnlySpan<ulong> words, ulong seed);

    private delegate void Parts(ReadOnlySpan<ulong> words, ulong seed, Span<ChainKey> keys);

    [Fact]
    public void Tells_chains_apart_that_differ_in_little()
    {
        foreach (var hash in Hashes())
        {
            var seen = new HashSet<ChainKey>();
            int chains = 0;
            for (int length = 0; length < 40; length++)
            {
                ulong[] words = [.. Enumerable.Range(0, length).Select(i => 0x7f0000001000UL + ((ulong)i * 16))];
                Add(words, 1);
                Add(words, 2);
                for (int i = 0; i < length; i++)
                {
                    // Each word another one near by, the same as the next, left out, and changed places with the next.
                    for (ulong step = 1; step < 100; step++)
                        Add([.. words[..i], words[i] + step, .. words[(i + 1)..]], 1);
                    Add([.. words[..i], 0, .. words[(i + 1)..]], 1);
                    if (i + 1 < length)
                        Add([.. words[..i], words[i + 1], words[i], .. words[(i + 2)..]], 1);
                }
            }

            Assert.InRange(seen.Count, 70_000, chains);
            void Add(ReadOnlySpan<ulong> words, ulong seed)
            {
                chains++;
                if (!seen.Add(hash(words, seed)))
                    Assert.True(words.Length > 0 && IsPlain(words), "Two chains have the same hash.");
            }
        }
    }

    [Fact]
    public void Changes_half_of_its_bits_with_each_bit_of_a_word()
    {
        ulong[] words = [.. Enumerable.Range(1, 23).Select(i => (ulong)i * 0x1234567)];
        foreach (var hash in Hashes())
        {
            var before = hash(words, 7);
            var changed = new List<int>();
            for (int bit = 0; bit < words.Length * 64; bit++)
            {
                words[bit / 64] ^= 1UL << (bit % 64);
                var after = hash(words, 7);
                words[bit / 64] ^= 1UL << (bit % 64);
                changed.Add(BitOperations.PopCount(before.High ^ after.High));
            }

            Assert.InRange(changed.Average(), 31, 33);
            Assert.True(changed.Min() > 8);
        }
    }

    [Fact]
    public void Outer_parts_have_one_hash_whatever_lies_within_them_and_another_one_for_each_change()
    {
        var parts = new List<Parts> { ChainHash.NarrowParts };
        if (Aes.IsSupported)
            parts.Add(ChainHash.WideParts);
        ulong[] words = [.. Enumerable.Range(0, 40).Select(i => 0x7f0000001000UL + ((ulong)i * 16))];
        foreach (var hash in parts)
        {
            var all = Of(hash, words, 1);
            Assert.Equal(5, all.Distinct().Count());
            for (int part = 1; part <= all.Length; part++)
                Assert.Equal(all[..part], Of(hash, words[^(part * OuterChains.Step)..], 1));
            Assert.Empty(all.Intersect(Of(hash, words, 2)));

            // A change shows in its part and in all that are further in.
            var seen = new HashSet<ChainKey>(all);
            for (int i = 0; i < words.Length; i++)
            {
                int unchanged = (words.Length - 1 - i) / OuterChains.Step;
                foreach (ulong other in Enumerable.Range(1, 300).Select(step => words[i] + (ulong)step).Append(0UL))
                {
                    var changed = Of(hash, [.. words[..i], other, .. words[(i + 1)..]], 1);
                    Assert.Equal(all[..unchanged], changed[..unchanged]);
                    Assert.All(changed[unchanged..], key => Assert.True(seen.Add(key), "Two parts have the same hash."));
                    Assert.Empty(changed[unchanged..].Intersect(all));
                }
            }

            Assert.InRange(seen.Count, 30_000, int.MaxValue);
        }
    }

    private static ChainKey[] Of(Parts hash, ulong[] words, ulong seed)
    {
        var keys = new ChainKey[words.Length / OuterChains.Step];
        hash(words, seed, keys);
        return keys;
    }

    // A step of 16 makes of one chain of the series another one that comes as well.
    private static bool IsPlain(ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words)
        {
            if (word % 16 != 0)
                return false;
        }

        return true;
    }

    private static IEnumerable<Hash> Hashes()
    {
        yield return ChainHash.Narrow;
        if (Aes.IsSupported)
            yield return ChainHash.Wide;
    }
}
