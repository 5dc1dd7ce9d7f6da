using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

public class AttachSessionTests : LiveSessionTest
{
    [Fact]
    public void Follows_all_threads_of_a_process_old_and_new()
    {
        bool isOver = false;
        var ids = new System.Collections.Concurrent.ConcurrentBag<int>();
        var threads = Enumerable.Range(0, 2).Select(_ => Burning()).ToList();
        Assert.True(SpinWait.SpinUntil(() => ids.Count == 2, Long));
        var session = Start(new CaptureOptions { ProcessIds = [Environment.ProcessId], Frequency = 2000 });
        threads.Add(Burning());
        Assert.True(SpinWait.SpinUntil(() => ids.Count == 3, Long));
        var reader = session.OpenReader();
        var seen = new HashSet<int>();
        while (!ids.All(seen.Contains) && reader.Wait(Long))
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind == EventKind.Sample && seen.Add(entry.ThreadId))
                    Assert.Equal(Environment.ProcessId, entry.ProcessId);
            }
        }

        Volatile.Write(ref isOver, true);
        threads.ForEach(thread => thread.Join());
        session.Stop();
        Assert.All(ids, id => Assert.Contains(id, seen));
        Assert.Equal($"process {Environment.ProcessId}", session.Target);

        Thread Burning()
        {
            var thread = new Thread(() =>
            {
                ids.Add(int.Parse(File.ResolveLinkTarget("/proc/thread-self", false)!.Name, null));
                while (!Volatile.Read(ref isOver))
                    Thread.SpinWait(100);
            });
            thread.Start();
            return thread;
        }
    }

    [Fact]
    public void Finds_processes_by_name_and_follows_no_others()
    {
        string folder = Directory.CreateTempSubdirectory("oprof").FullName;
        try
        {
            // Longer than the 15 bytes that the kernel keeps of a name.
            string name = $"burner{Environment.ProcessId}-with-a-long-name";
            string shell = Path.Combine(folder, name);
            File.Copy("/bin/sh", shell);
            var named = Keep(new ShellProcess("while :; do :; done", shell));
            var other = Burn();
            foreach (string pattern in (string[])[name, name[..^5] + "*", name[..15]])
            {
                var session = Run(new CaptureOptions { ProcessNames = [pattern], MaxSamples = 30, Frequency = 1000 });
                Assert.All(Samples(session), sample => Assert.Equal(named.Id, sample.ProcessId));
                Assert.Equal($"process {named.Id}", session.Target);
            }

            named.Dispose();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Ends_when_all_of_its_targets_have_ended()
    {
        var first = Burn();
        var second = Burn();
        var session = Start(new CaptureOptions { ProcessIds = [first.Id, second.Id, first.Id] });
        Assert.Equal($"processes {first.Id}, {second.Id}", session.Target);
        first.Kill();
        Assert.Equal(SessionState.Running, session.State);
        second.Kill();
        Assert.True(session.WaitForEnd(Long));
        Assert.Equal(EndReason.TargetExited, session.EndReason);
        Assert.Equal(0, session.ProcessesInMemory);
    }

    [Fact]
    public void Knows_the_mappings_of_a_process_that_was_there_before()
    {
        var burner = Burn();
        var session = Run(new CaptureOptions { ProcessIds = [burner.Id], MaxSamples = 100, Frequency = 1000, ExcludeKernel = true });
        var shell = new FileInfo("/bin/sh").ResolveLinkTarget(returnFinalTarget: true)?.Name ?? "sh";
        Assert.Contains(Samples(session), sample => Path.GetFileName(session.Cookies[sample.Cookie]?.Path) == shell);
        Assert.Equal(0, session.Ledger.Sum(ledger => ledger.Lost(LossCause.SampleLostNoMm)));
    }

    [Fact]
    public void Refuses_a_process_that_is_not_there()
    {
        var gone = Burn();
        gone.Kill();
        var exception = Assert.Throws<CaptureException>(() => CaptureSession.Start(new CaptureOptions { ProcessIds = [gone.Id] }));
        Assert.Equal((CaptureErrorId.ProcessNotFound, gone.Id), (exception.Error.Id, exception.Target));
        Assert.Equal(CaptureErrorId.ProcessNotFound, Refusal(new CaptureOptions { ProcessIds = [-5] }).Id);
        Assert.Equal(CaptureErrorId.ProcessNotFound, Refusal(new CaptureOptions { ProcessIds = [0] }).Id);
        Assert.Equal(CaptureErrorId.ProcessNotFound, Refusal(new CaptureOptions { ProcessNames = ["oprof-no-such-process"] }).Id);
    }
}
