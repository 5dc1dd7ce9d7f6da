using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sync;

namespace OProf.Analysis.Baselines;

/// <summary>Makes a profile of the call chains that a baseline keeps, so that a flame graph can be drawn of it.</summary>
public static class BaselineStacks
{
    /// <summary>The profile; each chain is one sample of the weight that its share has of all samples.</summary>
    /// <param name="baseline">The baseline's shares.</param>
    /// <param name="name">The profile's name.</param>
    public static Profile ToProfile(BaselineProfile baseline, string name)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var names = new NameTables();
        var stacks = new StackColumns();
        var samples = new SampleColumns();
        var nodes = new Dictionary<(int Parent, string Name), int>();
        var frames = new Dictionary<string, int>();
        long weight = 0;
        foreach (var chain in baseline.Stacks)
        {
            int stack = 0;
            foreach (string function in chain.Stack.Split(';'))
            {
                if (!nodes.TryGetValue((stack, function), out int node))
                    nodes[(stack, function)] = node = stacks.Add(stack, FrameOf(function));
                stack = node;
            }

            long own = Math.Max(1, (long)Math.Round(chain.Share * baseline.Samples));
            samples.Add((ulong)weight, -1, 0, 0, stack, (ulong)own);
            weight += own;
        }

        int process = names.String(name);
        return new Profile(
            name, [new EventRow(baseline.Event, samples.Count, weight)], [new ThreadRow(-1, -1, process, process)], names, stacks, samples, null, []);

        int FrameOf(string function)
        {
            if (frames.TryGetValue(function, out int frame))
                return frame;
            int text = names.String(function);
            names.Functions.Add(new FunctionRow(text, names.String(""), function != "[unknown]"));
            return frames[function] = names.Frames.Add(new FrameRow(names.Functions.Count - 1, 0, 0, 0, ProcessorMode.User, false));
        }
    }
}
