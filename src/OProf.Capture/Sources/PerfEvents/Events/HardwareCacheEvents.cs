using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// Events of PERF_TYPE_HW_CACHE: {cache} x {load, store, prefetch} x {access, miss}, as far as the combination makes sense, by the
/// names perf list prints; and the other spellings that perf's event syntax takes (tools/perf/util/evsel.c, evsel__hw_cache).
/// </summary>
internal static class HardwareCacheEvents
{
    // The place in a table is the value of the enum; the first spelling is the one that is printed.
    private static readonly string[][] Caches =
    [
        ["L1-dcache", "l1-d", "l1d", "L1-data"],
        ["L1-icache", "l1-i", "l1i", "L1-instruction"],
        ["LLC", "L2"],
        ["dTLB", "d-tlb", "Data-TLB"],
        ["iTLB", "i-tlb", "Instruction-TLB"],
        ["branch", "branches", "bpu", "btb", "bpc"],
        ["node"],
    ];

    private static readonly string[] CacheDescriptions =
        ["level 1 data cache", "level 1 instruction cache", "last level cache", "data TLB", "instruction TLB", "branch predictor", "local memory node"];

    private static readonly string[][] Operations =
    [
        ["load", "loads", "read"],
        ["store", "stores", "write"],
        ["prefetch", "prefetches", "speculative-read", "speculative-load"],
    ];

    private static readonly string[][] Results =
    [
        ["refs", "Reference", "ops", "access"],
        ["misses", "miss"],
    ];

    // Bit n: operation n makes sense (evsel__hw_cache_stat). A TLB of instructions is not stored to.
    private static readonly int[] Sensible = [0b111, 0b101, 0b111, 0b111, 0b001, 0b001, 0b111];

    public static readonly IReadOnlyList<CatalogEvent> All = BuildAll();

    /// <summary>The event by any spelling, in any case: cache[-operation][-result], where loads and accesses may be left out.</summary>
    public static CatalogEvent? Find(string text)
    {
        for (var cache = 0; cache < Caches.Length; cache++)
        {
            foreach (var spelling in Caches[cache])
            {
                if (!text.StartsWith(spelling, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (TryTail(text[spelling.Length..], out var operation, out var result) && (Sensible[cache] >> operation & 1) != 0)
                    return Event(cache, operation, result);
            }
        }

        return null;
    }

    // What follows the cache: nothing, -operation, -result or -operation-result.
    private static bool TryTail(string tail, out int operation, out int result)
    {
        for (result = 0; result < Results.Length; result++)
        {
            foreach (var spelling in Results[result])
            {
                if (EndsWithPart(tail, spelling) && TryOperation(tail[..^(spelling.Length + 1)], out operation))
                    return true;
            }
        }

        result = 0;
        return TryOperation(tail, out operation);
    }

    private static bool TryOperation(string tail, out int operation)
    {
        operation = 0;
        if (tail.Length == 0)
            return true;
        for (; operation < Operations.Length; operation++)
        {
            if (Operations[operation].Any(spelling => tail.Length == spelling.Length + 1 && EndsWithPart(tail, spelling)))
                return true;
        }

        return false;
    }

    private static bool EndsWithPart(string text, string part) =>
        text.Length > part.Length && text[^(part.Length + 1)] == '-' && text.EndsWith(part, StringComparison.OrdinalIgnoreCase);

    private static List<CatalogEvent> BuildAll()
    {
        List<CatalogEvent> all = [];
        for (var cache = 0; cache < Caches.Length; cache++)
        {
            for (var operation = 0; operation < Operations.Length; operation++)
            {
                if ((Sensible[cache] >> operation & 1) == 0)
                    continue;
                for (var result = 0; result < Results.Length; result++)
                    all.Add(Event(cache, operation, result));
            }
        }

        return all;
    }

    private static CatalogEvent Event(int cache, int operation, int result)
    {
        var name = result == (int)PerfHwCacheOpResultId.PERF_COUNT_HW_CACHE_RESULT_MISS
            ? $"{Caches[cache][0]}-{Operations[operation][0]}-{Results[result][0]}"
            : $"{Caches[cache][0]}-{Operations[operation][1]}";
        var verb = operation switch { 0 => "Loads", 1 => "Stores", _ => "Prefetches" };
        var description = result == 0 ? $"{verb} of the {CacheDescriptions[cache]}." : $"{verb} that missed the {CacheDescriptions[cache]}.";
        return new(
            name,
            "",
            EventKind.HardwareCache,
            (uint)PerfTypeId.PERF_TYPE_HW_CACHE,
            (ulong)(uint)cache | ((ulong)(uint)operation << 8) | ((ulong)(uint)result << 16),
            description);
    }
}
