using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Says which frame of a call chain stands for a time off the CPU. The innermost is always the scheduler's, which says nothing:
/// it is the innermost one in user space, or where there is none, as in a thread of the kernel's, the innermost that does not
/// belong to the scheduler.
/// </summary>
internal sealed class WaitingFrames(SampleResolver resolver)
{
    private const byte No = 1;
    private const byte Yes = 2;

    // Functions by which everything in the kernel leaves the CPU, and what the compiler makes of them (".constprop.0").
    private static readonly string[] s_scheduler =
        ["schedule", "__schedule", "preempt_schedule", "io_schedule", "__cond_resched", "prepare_task_switch"];

    // By frame number: whether the frame is the scheduler's.
    private readonly NumberedCache<byte> _known = new();

    /// <summary>The chain that begins with the frame.</summary>
    /// <param name="stack">Number of the whole chain.</param>
    /// <param name="processId">The process, for chains whose names depend on it.</param>
    internal int Of(int stack, int processId)
    {
        var stacks = resolver.Source.Stacks;
        int outside = 0;
        for (int at = stack; at != 0; at = stacks.ParentOf(at))
        {
            int frame = stacks.FrameOf(at);
            if (stacks.Frame(frame).Mode != ProcessorMode.Kernel)
                return at;
            if (outside == 0 && !IsScheduler(frame, processId))
                outside = at;
        }

        return outside == 0 ? stack : outside;
    }

    private bool IsScheduler(int frame, int processId)
    {
        byte known = _known[frame];
        if (known == 0)
        {
            string name = resolver.Frames.Of(frame, processId).Name.Symbol;
            known = _known[frame] = Array.Exists(s_scheduler, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? Yes : No;
        }

        return known == Yes;
    }
}
