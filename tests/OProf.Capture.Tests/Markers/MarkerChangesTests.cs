using OProf.Capture.Markers;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Connecting and disconnecting the probes of a marker. A probe that waits, as one does here, holds up every change.</summary>
[Collection("marker changes")]
public sealed class MarkerChangesTests
{
    private static int s_lastNumber;

    private readonly Marker<int> _marker = Marker.Create<int>($"changes:{Interlocked.Increment(ref s_lastNumber)}", "value");

    private static MarkerProbe<int> Adding { get; } = static (data, value) => ((List<int>)data!).Add(value);

    [Fact]
    public void EachProbeSeesTheHitsBetweenItsConnectAndItsDisconnect()
    {
        List<int>[] seen = [[], [], []];
        _marker.Hit(0);
        for (int i = 0; i < 3; i++)
        {
            _marker.Connect(Adding, seen[i]);
            Assert.Equal(i + 1, _marker.ProbeCount);
            _marker.Hit(i + 1);
        }

        // From three the middle one, then the first: 3, 2, 1, 0.
        _marker.Disconnect(Adding, seen[1]);
        _marker.Hit(4);
        _marker.Disconnect(Adding, seen[0]);
        _marker.Hit(5);
        _marker.Disconnect(Adding, seen[2]);
        _marker.Hit(6);

        Assert.Equal([1, 2, 3, 4], seen[0]);
        Assert.Equal([2, 3], seen[1]);
        Assert.Equal([3, 4, 5], seen[2]);
        Assert.False(_marker.IsEnabled);
    }

    [Fact]
    public void RandomChangesAreThoseOfAList()
    {
        var random = new Random(4711);
        var model = new List<List<int>>();
        var all = Enumerable.Range(0, 6).Select(_ => new List<int>()).ToList();
        var expected = all.ToDictionary(list => list, _ => new List<int>());
        for (int step = 0; step < 5000; step++)
        {
            var list = all[random.Next(all.Count)];
            if (model.Contains(list))
            {
                Assert.Equal("OProfProbeBusy", Refusal(() => _marker.Connect(Adding, list)));
                _marker.Disconnect(Adding, list);
                model.Remove(list);
            }
            else
            {
                Assert.Equal("OProfProbeNotFound", Refusal(() => _marker.Disconnect(Adding, list)));
                _marker.Connect(Adding, list);
                model.Add(list);
            }

            Assert.Equal(model.Count, _marker.ProbeCount);
            _marker.Hit(step);
            model.ForEach(connected => expected[connected].Add(step));
        }

        Assert.All(all, list => Assert.Equal(expected[list], list));
    }

    [Fact]
    public void OneFunctionWithDifferentDataAndOneDataWithDifferentFunctionsAreDifferentProbes()
    {
        var data = new List<int>();
        _marker.Connect(Adding, data);
        _marker.Connect(static (data, value) => ((List<int>)data!).Add(-value), data);
        _marker.Connect(Adding, new List<int>());
        _marker.Hit(7);
        Assert.Equal([7, -7], data);
    }

    [Fact]
    public void AnotherFormatIsRefusedWithBoth()
    {
        var error = Assert.Throws<CaptureException>(() => Marker.Create<long, string>(_marker.Name, "value", "text")).Error;
        Assert.Equal("OProfMarkerFormat", error.Id);
        Assert.Contains("(int32 value)", error.Message, StringComparison.Ordinal);
        Assert.Contains("(int64 value, text text)", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<CaptureException>(() => Marker.Get<Marker<string>>(_marker.Name)).Error;
        Assert.Equal("OProfMarkerFormat", error.Id);
        Assert.Same(_marker, Marker.Get<Marker<int>>(_marker.Name.ToUpperInvariant()));
        Assert.Same(_marker, Marker.Create<int>(_marker.Name, "value"));
    }

    [Fact]
    public void AnUnknownNameIsAnsweredWithTheNearest()
    {
        var error = Assert.Throws<CaptureException>(() => Marker.Get<Marker<int>>(_marker.Name + "x")).Error;
        Assert.Equal("OProfMarkerUnknown", error.Id);
        Assert.Contains(_marker.Name + ",", error.Message.Replace('.', ','), StringComparison.Ordinal);
    }

    [Fact]
    public void AProbeThatThrowsHarmsNobodyAndIsCounted()
    {
        var before = new List<int>();
        var after = new List<int>();
        _marker.Connect(Adding, before);
        var bad = _marker.Connect(static (_, value) => throw new InvalidOperationException($"hit {value}"), null);
        _marker.Connect(Adding, after);
        for (int i = 0; i < 10; i++)
            _marker.Hit(i);

        Assert.Equal(Enumerable.Range(0, 10), before);
        Assert.Equal(before, after);
        Assert.Equal((10L, "hit 9"), (bad.Errors, bad.LastError?.Message));
        Assert.Equal([0L, 10, 0], _marker.Connections.Select(connection => connection.Errors));
    }

    [Fact]
    public void AProbeThatChangesProbesIsRefusedInsteadOfWaitingForItself()
    {
        var connection = _marker.Connect((data, _) => _marker.Disconnect(Adding, data), null);
        _marker.Hit(1);
        Assert.Equal("OProfMarkerInProbe", (connection.LastError as CaptureException)?.Error.Id);
    }

    [Fact]
    public void AProbeMayHitAnotherMarkerAndItself()
    {
        var seen = new List<int>();
        _marker.Connect((data, value) =>
        {
            ((List<int>)data!).Add(value);
            if (value > 0)
                _marker.Hit(value - 1);
        }, seen);
        _marker.Hit(3);
        Assert.Equal([3, 2, 1, 0], seen);

        // The thread is out of all of them: a change does not wait for it.
        _marker.Connect(Adding, seen);
    }

    [Fact]
    public void DisconnectReturnsOnlyWhenTheProbeHasEnded()
    {
        using var entered = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        bool hasEnded = false;
        MarkerProbe<int> slow = (_, _) =>
        {
            entered.Set();
            mayEnd.Wait();
            Volatile.Write(ref hasEnded, true);
        };
        _marker.Connect(slow, null);
        var hitter = new Thread(() => _marker.Hit(1));
        hitter.Start();
        entered.Wait(TestContext.Current.CancellationToken);
        bool hadEnded = false;
        var remover = new Thread(() =>
        {
            _marker.Disconnect(slow, null);
            hadEnded = Volatile.Read(ref hasEnded);
        });
        remover.Start();

        // The probe is off the marker before those in it are waited for: no new hit gets in.
        SpinWait.SpinUntil(() => !_marker.IsEnabled);
        _marker.Hit(2);
        mayEnd.Set();
        remover.Join();
        hitter.Join();
        Assert.True(hadEnded);
    }

    [Fact]
    public void ADisabledMarkerAllocatesNothingAndNeitherDoesOneProbe()
    {
        var marker = Marker.Create<int, string>(_marker.Name + ":alloc", "number", "text");
        long sum = 0;
        Hits(marker);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Hits(marker);
        long disabled = GC.GetAllocatedBytesForCurrentThread() - before;
        marker.Connect((_, number, _) => sum += number, null);
        Hits(marker);
        before = GC.GetAllocatedBytesForCurrentThread();
        Hits(marker);
        Assert.Equal((0L, 0L), (disabled, GC.GetAllocatedBytesForCurrentThread() - before));
        Assert.Equal(999 * 1000, sum);
    }

    private static void Hits(Marker<int, string> marker)
    {
        for (int i = 0; i < 1000; i++)
            marker.Hit(i, "text");
    }

    private static string Refusal(Func<object> action) => Assert.Throws<CaptureException>(action).Error.Id;
}
