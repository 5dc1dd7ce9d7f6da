using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Counters;

/// <summary>
/// What became of each counter when it was first opened, so that the next run opens it the same way at once: with what this
/// kernel and these permissions take, and not at all where it was refused.
/// </summary>
internal sealed class CounterOpenings
{
    private readonly Dictionary<int, Opening> _openings = [];

    /// <summary>How many are known.</summary>
    public int Count => _openings.Count;

    /// <summary>Opens a counter. See <see cref="CounterOpener.Open"/>.</summary>
    /// <param name="index">Its place among all of them, the same in each run.</param>
    /// <param name="definition">The event.</param>
    /// <param name="threadId">The thread; 0 for the one that calls.</param>
    /// <param name="onExec">Whether it is switched on by the next exec; the same in each run.</param>
    /// <param name="leader">The group's leader; -1 for the leader itself, and where there is none.</param>
    /// <param name="kernelHidden">Whether the kernel had to be left out.</param>
    public OpenCounter Open(int index, EventDefinition definition, int threadId, bool onExec, int leader, out bool kernelHidden)
    {
        if (_openings.TryGetValue(index, out var known))
        {
            kernelHidden = known.KernelHidden;
            if (known.Counter.Fd < 0)
                return known.Counter;
            var attr = known.Attr;
            int fd = PerfEventOpen.Invoke(ref attr, threadId, PerfEventOpen.Any, leader, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
            if (fd >= 0)
                return known.Counter with { Fd = fd };
        }

        var opened = CounterOpener.Open(definition, threadId, onExec, leader, out kernelHidden, out var taken);
        _openings[index] = new Opening(taken, opened, kernelHidden);
        return opened;
    }

    private readonly record struct Opening(PerfEventAttr Attr, OpenCounter Counter, bool KernelHidden);
}
