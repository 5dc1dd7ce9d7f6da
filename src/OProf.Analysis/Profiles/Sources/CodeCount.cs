using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.Sources;

/// <summary>Counts the samples of functions by place.</summary>
internal sealed class CodeCount
{
    private readonly Dictionary<CodePart, Dictionary<ulong, (SampleCount Self, SampleCount Total)>> _parts = [];

    internal CodeCount(Profile profile, bool[] wanted, Dictionary<int, SampleCount> stacks, CancellationToken cancellation)
    {
        var seen = new HashSet<(CodePart, ulong)>();
        foreach (var (leaf, count) in stacks)
        {
            cancellation.ThrowIfCancellationRequested();
            seen.Clear();
            for (int stack = leaf; stack != 0; stack = profile.Stacks.ParentOf(stack))
            {
                var frame = profile.Frames[profile.Stacks.FrameOf(stack)];
                if (!wanted[frame.Function])
                    continue;

                // The byte before a return address is in the call.
                ulong place = frame.IsReturnAddress && frame.Offset != 0 ? frame.Offset - 1 : frame.Offset;
                bool hasName = profile.NameOf(frame.Function) != FrameName.Unknown;
                var part = new CodePart(frame.Function, frame.Mapping, hasName && frame.SymbolOffset <= place ? place - frame.SymbolOffset : 0);
                if (!seen.Add((part, place)))
                    continue;
                var places = CollectionsMarshal.GetValueRefOrAddDefault(_parts, part, out _) ??= [];
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(places, place, out _);
                sum.Total.Add(count);
                if (stack == leaf)
                    sum.Self.Add(count);
            }
        }
    }

    /// <summary>The parts of code, those with the most samples first, each with its places in their order.</summary>
    internal IEnumerable<(CodePart Part, IReadOnlyList<(ulong Place, SampleCount Self, SampleCount Total)> Places)> Parts =>
        from part in _parts
        orderby part.Value.Values.Sum(static count => count.Self.Samples) descending,
            part.Value.Values.Max(static count => count.Total.Samples) descending, part.Key.Function, part.Key.Mapping, part.Key.Start
        select (part.Key, (IReadOnlyList<(ulong, SampleCount, SampleCount)>)
            [.. part.Value.OrderBy(static count => count.Key).Select(static count => (count.Key, count.Value.Self, count.Value.Total))]);
}
