using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>
/// Addresses for the frames of a profile: the format knows functions by ranges of addresses, and a profile frames by image and
/// offset. So each image gets a range, in it each function one, and in that each of the function's frames a byte.
/// </summary>
internal sealed class NettracePlaces
{
    private const ulong FirstAddress = 0x100000;
    private const ulong PageSize = 0x1000;

    private readonly Profile _profile;
    private readonly ulong[] _addresses;

    internal NettracePlaces(Profile profile)
    {
        _profile = profile;
        _addresses = new ulong[profile.Frames.Count];
        Mappings = new (ulong Start, ulong End)[profile.Mappings.Count];
        int[] order = [.. Enumerable.Range(0, _addresses.Length)];
        Array.Sort(order, (left, right) =>
        {
            var a = profile.Frames[left];
            var b = profile.Frames[right];
            int byPlace = a.Mapping != b.Mapping ? a.Mapping.CompareTo(b.Mapping) : a.Function.CompareTo(b.Function);
            return byPlace != 0 ? byPlace : left.CompareTo(right);
        });

        ulong next = FirstAddress;
        for (int i = 0; i < order.Length; i++)
        {
            var frame = profile.Frames[order[i]];
            bool isNewMapping = i == 0 || profile.Frames[order[i - 1]].Mapping != frame.Mapping;
            bool isNewFunction = isNewMapping || profile.Frames[order[i - 1]].Function != frame.Function;
            if (isNewMapping)
            {
                next = (next + (2 * PageSize) - 1) & ~(PageSize - 1);
                Mappings[frame.Mapping].Start = next;
            }

            if (isNewFunction)
                Functions.Add((frame.Function, frame.Mapping, next, next));
            else
                Functions[^1] = Functions[^1] with { Last = next };
            _addresses[order[i]] = next++;
            Mappings[frame.Mapping].End = next;
        }
    }

    /// <summary>Where each mapping begins and ends.</summary>
    internal (ulong Start, ulong End)[] Mappings { get; }

    /// <summary>The functions of each mapping, and the first and last address of each.</summary>
    internal List<(int Function, int Mapping, ulong First, ulong Last)> Functions { get; } = [];

    /// <summary>The address of a frame.</summary>
    internal ulong Of(int frame) => _addresses[frame];

    /// <summary>The mappings that each process's samples lie in.</summary>
    internal IEnumerable<(int Thread, int Mapping)> Uses(CancellationToken cancellation)
    {
        var seen = new HashSet<(int ProcessId, int Stack)>();
        var used = new HashSet<(int ProcessId, int Mapping)>();
        int samples = 0;
        foreach (var sample in _profile.Samples)
        {
            if (++samples % (1 << 16) == 0)
                cancellation.ThrowIfCancellationRequested();
            int process = _profile.Threads[sample.Thread].ProcessId;
            for (int at = sample.Stack; at != 0 && seen.Add((process, at)); at = _profile.Stacks.ParentOf(at))
            {
                int mapping = _profile.Frames[_profile.Stacks.FrameOf(at)].Mapping;
                if (used.Add((process, mapping)))
                    yield return (sample.Thread, mapping);
            }
        }
    }
}
