using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class AddressSpacesTests
{
    private static readonly int[] s_cpus = [0, 1];
    private readonly AddressSpaces _spaces = new(s_cpus);

    [Fact]
    public void Lets_a_child_inherit_and_then_go_its_own_way()
    {
        _spaces.AddThread(1, 1, 7);
        _spaces.Map(1, new Mapping(0x1000, 0x2000, 0, 1));
        _spaces.Fork(2, 1, 2, 1);
        Assert.Equal(7, _spaces.CommandOf(2));
        _spaces.Map(2, new Mapping(0x1000, 0x2000, 0, 2));
        Assert.Equal((1UL, 2UL), (CookieAt(1, 0x1000), CookieAt(2, 0x1000)));
        _spaces.Map(1, new Mapping(0x5000, 0x6000, 0, 3));
        Assert.Null(CookieAt(2, 0x5000));
    }

    [Fact]
    public void Forgets_mappings_at_an_exec_and_renames()
    {
        _spaces.AddThread(1, 1, 7);
        _spaces.Map(1, new Mapping(0x1000, 0x2000, 0, 1));
        _spaces.Rename(1, 1, 8, isExec: false);
        Assert.Equal((8, 1UL), (_spaces.CommandOf(1), CookieAt(1, 0x1000)));
        _spaces.Rename(1, 1, 9, isExec: true);
        Assert.Equal(9, _spaces.CommandOf(1));
        Assert.Null(CookieAt(1, 0x1000));
    }

    [Fact]
    public void Ends_all_other_threads_at_an_exec()
    {
        // Thread 12 calls exec: the others end with a record, its own id without one, and it goes on as 10.
        _spaces.AddThread(10, 10, 1);
        _spaces.Fork(10, 10, 11, 10);
        _spaces.Fork(10, 10, 12, 10);
        _spaces.Exit(11);
        _spaces.Exit(10);
        _spaces.Rename(10, 10, 2, isExec: true);
        Assert.Equal(1, _spaces.LiveThreads);
        TwoRounds();
        Assert.Equal((1, 1), (_spaces.ProcessCount, _spaces.ThreadCount));
        _spaces.Exit(10);
        TwoRounds();
        Assert.Equal((0, 0), (_spaces.ProcessCount, _spaces.ThreadCount));
    }

    [Fact]
    public void Keeps_a_process_whose_main_thread_has_ended_before_the_others()
    {
        _spaces.AddThread(1, 1, 1);
        _spaces.Map(1, new Mapping(0x1000, 0x2000, 0, 1));
        _spaces.Fork(1, 1, 2, 1);
        _spaces.Exit(1);
        TwoRounds();
        Assert.Equal((1, 1), (_spaces.ProcessCount, _spaces.ThreadCount));
        Assert.Equal(1UL, CookieAt(1, 0x1000));
        _spaces.Exit(2);
        TwoRounds();
        Assert.Equal((0, 0), (_spaces.ProcessCount, _spaces.ThreadCount));
    }

    [Fact]
    public void Frees_only_after_two_whole_rounds()
    {
        _spaces.AddThread(1, 1, 1);
        _spaces.Exit(1);
        _spaces.MarkDone(0);
        _spaces.MarkDone(0);
        _spaces.MarkDone(1);
        Assert.Equal(1, _spaces.ProcessCount);
        _spaces.MarkDone(1);
        _spaces.MarkDone(1);
        Assert.Equal((1, 1), (_spaces.ProcessCount, _spaces.InMortuary));
        _spaces.MarkDone(0);
        Assert.Equal((0, 0, 1L), (_spaces.ProcessCount, _spaces.InMortuary, _spaces.Freed));
    }

    [Fact]
    public void Takes_an_id_that_is_used_again_for_the_new_process()
    {
        _spaces.AddThread(1, 1, 1);
        _spaces.Fork(5, 1, 5, 1);
        _spaces.Map(5, new Mapping(0x1000, 0x2000, 0, 1));
        _spaces.Exit(5);
        _spaces.Fork(5, 1, 5, 1);
        Assert.Null(CookieAt(5, 0x1000));
        _spaces.Map(5, new Mapping(0x1000, 0x2000, 0, 2));
        TwoRounds();
        Assert.Equal(2UL, CookieAt(5, 0x1000));
        Assert.Equal((2, 2), (_spaces.ProcessCount, _spaces.LiveThreads));
    }

    [Fact]
    public void Buries_the_last_owner_of_an_id_whose_exit_was_lost()
    {
        _spaces.AddThread(1, 1, 1);
        _spaces.Fork(5, 1, 5, 1);
        _spaces.Fork(5, 5, 6, 5);
        _spaces.Fork(5, 1, 5, 1);
        Assert.Equal(2, _spaces.LiveThreads);
        TwoRounds();
        Assert.Equal((2, 2), (_spaces.ProcessCount, _spaces.ThreadCount));
        _spaces.Exit(5);
        _spaces.Exit(1);
        TwoRounds();
        Assert.Equal((0, 0), (_spaces.ProcessCount, _spaces.ThreadCount));
    }

    [Fact]
    public void Moves_a_thread_id_that_another_process_uses_now()
    {
        _spaces.AddThread(1, 1, 1);
        _spaces.AddThread(2, 2, 2);
        _spaces.Fork(1, 1, 9, 1);
        _spaces.Exit(9);
        _spaces.Fork(2, 2, 9, 2);
        Assert.Equal(2, _spaces.CommandOf(9));
        TwoRounds();
        Assert.True(_spaces.TryGetThread(9, out var thread));
        Assert.Equal((2, false), (thread.Process.ProcessId, thread.HasEnded));
        _spaces.Exit(1);
        TwoRounds();
        Assert.Null(_spaces.SpaceOf(1));
    }

    [Fact]
    public void Ignores_a_second_exit_and_one_of_a_thread_that_is_not_known()
    {
        _spaces.AddThread(1, 1, 1);
        _spaces.Exit(1);
        _spaces.Exit(1);
        _spaces.Exit(77);
        Assert.Equal((0, 1), (_spaces.LiveThreads, _spaces.InMortuary));
        _spaces.FreeAll();
        Assert.Equal(1, _spaces.Freed);
    }

    [Fact]
    public void Stays_small_through_churn_and_has_nothing_left_at_the_end()
    {
        _spaces.AddThread(1, 1, 1);
        int most = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int id = 100 + (i % 3000);
            _spaces.Fork(id, 1, id, 1);
            _spaces.Rename(id, id, 2, isExec: true);
            _spaces.Map(id, new Mapping(0x1000, 0x2000, 0, 1));
            if (i % 3 == 0)
                _spaces.Fork(id, id, 50_000 + i, id);
            _spaces.Exit(id);
            if (i % 3 == 0)
                _spaces.Exit(50_000 + i);
            if (i % 10 == 0)
            {
                _spaces.MarkDone(0);
                _spaces.MarkDone(1);
            }

            most = Math.Max(most, _spaces.ProcessCount);
        }

        Assert.InRange(most, 2, 32);
        _spaces.Exit(1);
        _spaces.FreeAll();
        Assert.Equal((0, 0, 0, 0), (_spaces.ProcessCount, _spaces.ThreadCount, _spaces.LiveThreads, _spaces.InMortuary));
    }

    private void TwoRounds()
    {
        for (int round = 0; round < 2; round++)
        {
            foreach (int cpu in s_cpus)
                _spaces.MarkDone(cpu);
        }
    }

    private ulong? CookieAt(int processId, ulong address) =>
        _spaces.SpaceOf(processId) is { } space && space.TryFind(address, out var mapping) ? mapping.Cookie : null;
}
