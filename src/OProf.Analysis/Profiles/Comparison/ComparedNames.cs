using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.Comparison;

/// <summary>
/// Numbers for functions that are the same in all captures: known by name and by their image's file name, as the builds
/// before and after a change may lie in two folders, and maps of generated code are named by process.
/// </summary>
internal sealed class ComparedNames
{
    private readonly Dictionary<(string Symbol, string Image), int> _functions = [];
    private readonly Dictionary<long, int> _stacks = [];
    private readonly List<(string Symbol, string Image)> _names = [];
    private readonly List<(int Parent, int Function)> _nodes = [(0, -1)];

    internal int FunctionCount => _names.Count;

    internal int StackCount => _nodes.Count;

    internal (string Symbol, string Image) NameOf(int function) => _names[function];

    /// <summary>The function of a chain's innermost frame.</summary>
    internal int FunctionOf(int stack) => _nodes[stack].Function;

    /// <summary>The chain of a chain's callers; lower than <paramref name="stack"/>; 0 where there are none.</summary>
    internal int ParentOf(int stack) => _nodes[stack].Parent;

    /// <summary>A chain as text, outermost first.</summary>
    internal string TextOf(int stack)
    {
        var names = new Stack<string>();
        for (; stack != 0; stack = _nodes[stack].Parent)
            names.Push(_names[_nodes[stack].Function].Symbol.Replace(';', ':'));
        return string.Join(';', names);
    }

    /// <summary>The numbers of a profile's functions.</summary>
    internal int[] Functions(Profile profile)
    {
        var numbers = new int[profile.Functions.Count];
        for (int function = 0; function < numbers.Length; function++)
        {
            var name = (profile.NameOf(function), FileName(profile.ImageOf(function)));
            ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, name, out bool exists);
            if (!exists)
            {
                known = _names.Count;
                _names.Add(name);
            }

            numbers[function] = known;
        }

        return numbers;
    }

    /// <summary>The numbers of a profile's chains.</summary>
    internal int[] Stacks(Profile profile)
    {
        var functions = Functions(profile);
        var numbers = new int[profile.Stacks.Count];
        for (int stack = 1; stack < numbers.Length; stack++)
        {
            int parent = numbers[profile.Stacks.ParentOf(stack)];
            int function = functions[profile.Frames[profile.Stacks.FrameOf(stack)].Function];
            ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_stacks, ((long)parent << 32) | (uint)function, out bool exists);
            if (!exists)
            {
                known = _nodes.Count;
                _nodes.Add((parent, function));
            }

            numbers[stack] = known;
        }

        return numbers;
    }

    private static string FileName(string image)
    {
        if (image.StartsWith("perf-", StringComparison.Ordinal) && image.EndsWith(".map", StringComparison.Ordinal))
            return "perf-PID.map";
        return image.StartsWith("//", StringComparison.Ordinal) ? image : image[(image.LastIndexOf('/') + 1)..];
    }
}
