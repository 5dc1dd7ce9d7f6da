namespace OProf.Capture.Sync;

/// <summary>The one mixing step that the tables of this folder hash with.</summary>
internal static class HashMixing
{
    /// <summary>Mixes two words: the halves of their 128-bit product, folded.</summary>
    public static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a ^ 0x9E3779B97F4A7C15UL, b ^ 0xD6E8FEB86659FD93UL, out ulong low);
        return high ^ low;
    }
}
