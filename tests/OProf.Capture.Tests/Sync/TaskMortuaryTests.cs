using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class TaskMortuaryTests
{
    private readonly List<string> _freed = [];

    [Fact]
    public void Frees_the_dead_when_every_online_cpu_was_synced_and_makes_the_dying_the_dead()
    {
        var mortuary = new TaskMortuary<string>([0, 1], _freed.Add);
        mortuary.Add("a");
        Round(mortuary, 0, 1);
        mortuary.Add("b");
        Assert.Empty(_freed);
        Round(mortuary, 1, 0);
        Assert.Equal(["a"], _freed);
        Round(mortuary, 0, 1);
        Assert.Equal(["a", "b"], _freed);
        Assert.Equal((0, 2L), (mortuary.Count, mortuary.Freed));
    }

    [Fact]
    public void Waits_for_no_cpu_that_is_offline()
    {
        var mortuary = new TaskMortuary<string>([0, 1], _freed.Add);
        mortuary.Add("a");
        Round(mortuary, 0, 7, 0);
        Assert.Equal(1, mortuary.Count);
        mortuary.RemoveCpu(1);
        Round(mortuary, 0);
        Assert.Equal(["a"], _freed);
        mortuary.AddCpu(1);
        mortuary.Add("b");
        Round(mortuary, 0, 0, 0);
        Assert.Equal(1, mortuary.Count);
        Round(mortuary, 1, 0, 1);
        Assert.Equal(["a", "b"], _freed);
    }

    [Fact]
    public void Frees_all_at_the_end()
    {
        var mortuary = new TaskMortuary<string>([0, 1], _freed.Add);
        mortuary.Add("a");
        Round(mortuary, 0, 1);
        mortuary.Add("b");
        mortuary.FreeAll();
        Assert.Equal(["a", "b"], _freed);
    }

    private static void Round(TaskMortuary<string> mortuary, params int[] cpus)
    {
        foreach (int cpu in cpus)
            mortuary.MarkDone(cpu);
    }
}
