using System.Globalization;
using System.Text;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using OProf.Analysis.Formats.Named;
using OProf.Analysis.Profiles;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>Takes the samples out of a trace.</summary>
internal sealed class NettraceSampleReader(TraceLog log, NettraceHead head, NettraceOutline outline, NamedCapture capture)
{
    private const string SampleProfiler = "Microsoft-DotNETCore-SampleProfiler";
    private const string ThreadSample = "dotnet-thread-sample";

    private readonly Dictionary<CallStackIndex, int> _stacks = [];
    private readonly Dictionary<CodeAddressIndex, int> _frames = [];
    private readonly Dictionary<ThreadIndex, int> _threads = [];
    private readonly int[] _chain = new int[PerfRecordSync.MaxChainLength + 1];

    internal void Read()
    {
        long done = 0;
        long all = Math.Max(1, log.EventCount);
        foreach (var data in log.Events)
        {
            done++;
            if (KindOf(data, out ulong weight) is not { } kind)
                continue;
            int stack = StackOf(data.CallStackIndex());
            int cpu = head.Version == 6 && data.ProcessorNumber is >= 0 and < short.MaxValue ? data.ProcessorNumber : -1;
            capture.Add(
                new NamedSample(head.Nanoseconds(data.TimeStampRelativeMSec), cpu, TaskOf(data), capture.Event(kind), stack, weight, 1),
                (double)done / all);
        }
    }

    // The event that a sample is of; null for what is no sample.
    private static string? KindOf(TraceEvent data, out ulong weight)
    {
        weight = 0;
        if (data.ProviderName == SampleProfiler)
            return ThreadSample;
        if (data.ProviderName != NettraceWriter.EventsProvider)
            return null;
        int value = data.PayloadIndex("Value");
        if (value >= 0)
            weight = Convert.ToUInt64(data.PayloadValue(value), CultureInfo.InvariantCulture);
        return data.EventName;
    }

    private int TaskOf(TraceEvent data)
    {
        var thread = data.Thread();
        if (thread is null)
            return capture.Task(data.ProcessID, data.ThreadID, default);
        if (_threads.TryGetValue(thread.ThreadIndex, out int task))
            return task;
        string process = thread.Process.Name ?? "";
        if (process.Length > 0 && data.ThreadID != data.ProcessID)
            capture.Task(data.ProcessID, data.ProcessID, Encoding.UTF8.GetBytes(process));
        string name = outline.ThreadNames.GetValueOrDefault((data.ProcessID, data.ThreadID), process);
        return _threads[thread.ThreadIndex] = capture.Task(data.ProcessID, data.ThreadID, Encoding.UTF8.GetBytes(name));
    }

    private int StackOf(CallStackIndex index)
    {
        if (index == CallStackIndex.Invalid)
            return capture.Stack([]);
        if (_stacks.TryGetValue(index, out int known))
            return known;
        int depth = 0;
        for (var at = index; at != CallStackIndex.Invalid && depth < _chain.Length; at = log.CallStacks.Caller(at))
            _chain[depth++] = FrameOf(log.CallStacks.CodeAddressIndex(at));
        return _stacks[index] = capture.Stack(_chain.AsSpan(0, depth));
    }

    private int FrameOf(CodeAddressIndex index)
    {
        if (_frames.TryGetValue(index, out int known))
            return known;
        var addresses = log.CodeAddresses;
        string name = addresses.Methods.FullMethodName(addresses.MethodIndex(index));
        string image = addresses.ModuleFile(index)?.FilePath ?? "";
        return _frames[index] = capture.Frame(
            capture.Image(image.Length > 0 ? image : FrameName.Unknown), addresses.Address(index), name.Length > 0 ? name : null);
    }
}
