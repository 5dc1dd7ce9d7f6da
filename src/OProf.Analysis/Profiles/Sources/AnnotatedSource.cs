using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.Sources;

/// <summary>The source of functions, each line with the samples that were taken in it.</summary>
public sealed class AnnotatedSource
{
    private const int MaxLines = 100_000;

    private readonly Profile _profile;
    private readonly IAddressNames _names;
    private readonly bool[] _wanted;

    // By function: the one that its lines are shown with. A script's function is one row for each line that ran.
    private readonly int[] _shown;

    // By frame: file and line, looked up once.
    private readonly Dictionary<int, (string File, int Line)> _lines = [];

    private AnnotatedSource(Profile profile, IAddressNames names, Func<string, string, bool> isWanted)
    {
        _profile = profile;
        _names = names;
        _wanted = [.. profile.Functions.Select(function => isWanted(profile.Strings[function.Name], profile.Strings[function.Image]))];
        var known = new Dictionary<(int Name, int Image), int>();
        _shown = [.. profile.Functions.Select((function, index) => known.TryAdd((function.Name, function.Image), index) ? index : known[(function.Name, function.Image)])];
    }

    /// <summary>Annotates functions.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="names">What says the lines of addresses; that of the profile's session.</param>
    /// <param name="isWanted">Says of a function's name and image whether it is meant; asked once for each.</param>
    /// <param name="roots">Where source files may be read.</param>
    /// <param name="context">Lines to show before the first and after the last with samples.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The lines: each event, function (the largest first) and file by itself, in their order.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<AnnotatedLine> Of(
        Profile profile, IAddressNames names, Func<string, string, bool> isWanted, SourceRoots roots, int context,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfNegative(context);
        var source = new AnnotatedSource(profile, names, isWanted);
        var lines = new List<AnnotatedLine>();
        foreach (var (group, stacks) in new StackWeights(profile, byProcess: false, cancellation).Groups)
        {
            var counts = source.Count(stacks, cancellation);
            foreach (var function in counts.GroupBy(static line => line.Key.Function).OrderByDescending(static lines => lines.Max(static line => line.Value.Total.Samples)))
            {
                foreach (var file in function.GroupBy(static line => line.Key.File).OrderByDescending(static lines => lines.Max(static line => line.Value.Total.Samples)))
                    source.AddFile(lines, group, function.Key, file.Key, file.ToDictionary(static line => line.Key.Line, static line => line.Value), roots, context);
            }
        }

        return lines;
    }

    private Dictionary<(int Function, string File, int Line), (SampleCount Self, SampleCount Total)> Count(
        Dictionary<int, SampleCount> stacks, CancellationToken cancellation)
    {
        var counts = new Dictionary<(int Function, string File, int Line), (SampleCount Self, SampleCount Total)>();
        var seen = new HashSet<(int, string, int)>();
        foreach (var (leaf, count) in stacks)
        {
            cancellation.ThrowIfCancellationRequested();
            seen.Clear();
            bool inScript = false;
            for (int stack = leaf; stack != 0; stack = _profile.Stacks.ParentOf(stack))
            {
                int frame = _profile.Stacks.FrameOf(stack);
                int function = _profile.Frames[frame].Function;

                // What a script's line runs is code without lines: the line itself is where its thread was.
                bool isSelf = stack == leaf || (IsScript(frame) && !inScript);
                inScript |= IsScript(frame);
                if (!_wanted[function])
                    continue;
                function = _shown[function];
                var (file, line) = LineOf(frame);
                if (!seen.Add((function, file, line)))
                    continue;
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, (function, file, line), out _);
                sum.Total.Add(count);
                if (isSelf)
                    sum.Self.Add(count);
            }
        }

        return counts;
    }

    private (string File, int Line) LineOf(int frame)
    {
        if (_lines.TryGetValue(frame, out var known))
            return known;
        var row = _profile.Frames[frame];

        // The byte before a return address is in the call.
        ulong place = row.IsReturnAddress && row.Offset != 0 ? row.Offset - 1 : row.Offset;
        if (IsScript(frame))
            return _lines[frame] = (_profile.ImageOf(row.Function), _profile.Functions[row.Function].Line);
        var line = _profile.Mappings[row.Mapping].File is { } file ? _names.LineOf(file, place) : null;
        return _lines[frame] = line is { } found ? (found.File, found.Line) : (FrameName.Unknown, 0);
    }

    private bool IsScript(int frame) => _profile.Functions[_profile.Frames[frame].Function].Line > 0;

    private void AddFile(
        List<AnnotatedLine> lines, in CallTreeGroup group, int function, string file,
        Dictionary<int, (SampleCount Self, SampleCount Total)> counts, SourceRoots roots, int context)
    {
        var text = file == FrameName.Unknown ? [] : roots.LinesOf(file);
        int first = counts.Keys.Min();
        int last = counts.Keys.Max();
        var numbers = text.Count == 0 || last - (long)first > MaxLines
            ? counts.Keys.Order()
            : Enumerable.Range(Math.Max(1, first - context), Math.Max(0, (int)Math.Min(text.Count, last + (long)context) - Math.Max(1, first - context) + 1))
                .Union(counts.Keys.Order());
        foreach (int number in numbers)
        {
            counts.TryGetValue(number, out var count);
            lines.Add(new AnnotatedLine(
                group.Event, _profile.NameOf(function), _profile.ImageOf(function), file, number, count.Self, count.Total, group.All,
                number > 0 && number <= text.Count ? text[number - 1].TrimEnd('\r') : null));
        }
    }
}
