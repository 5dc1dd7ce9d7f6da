using OProf.Capture.Sources.Scripts;
using Xunit;

namespace OProf.Capture.Tests.Scripts;

public class ScriptStackTableTests
{
    private static readonly ScriptFrame s_main = new("main", "a.ps1", 1);
    private static readonly ScriptFrame s_work = new("work", "a.ps1", 2);

    [Fact]
    public void Says_each_stack_once_and_shares_what_stacks_have_in_common()
    {
        var table = new ScriptStackTable();
        Assert.True(table.TryIntern([s_work, s_main], out int inner));
        Assert.True(table.TryIntern([s_main], out int outer));
        Assert.True(table.TryIntern([s_work, s_main], out int again));
        Assert.True(table.TryIntern([], out int empty));
        Assert.Equal((inner, 0, 3), (again, empty, table.Count));
        Assert.Equal(outer, table.ParentOf(inner));
        Assert.Equal(0, table.ParentOf(outer));
        Assert.Equal((s_work, s_main), (table.Frame(table.FrameOf(inner)), table.Frame(table.FrameOf(outer))));
    }

    [Fact]
    public void Gives_as_many_outer_calls_as_it_has_when_it_is_full()
    {
        var table = new ScriptStackTable(maxStacks: 2);
        Assert.True(table.TryIntern([s_main], out int outer));
        Assert.False(table.TryIntern([s_work, s_main], out int cut));
        Assert.Equal(outer, cut);
        Assert.False(table.TryIntern([s_work], out int none));
        Assert.Equal((0, 2), (none, table.Count));
    }
}
