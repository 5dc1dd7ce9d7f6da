using OProf.Buffers.Rings;
using Xunit;

namespace OProf.Buffers.Tests.Rings;

/// <summary>
/// One thread that does what several writers and a reader would, in an order given by a seed: writers with a record open
/// at a time each, that commit or abort it at some later step. So every interleaving at the level of calls can come up,
/// and one that fails comes up again.
/// </summary>
internal sealed class RingModel
{
    private const int Writers = 4;

    private readonly RingPair _pair;
    private readonly int _seed;
    private readonly Random _random;
    private readonly (bool IsOpen, Reservation Reservation, long Order)[] _open = new (bool, Reservation, long)[Writers];
    private readonly SortedSet<long> _readable = [];
    private ISubBufferRing _ring = null!;
    private long _asked;
    private long _reserved;
    private long _aborted;
    private long _full;
    private long _tooLarge;
    private long _lastRead = -1;
    private long _read;

    public RingModel(RingPair pair, int seed)
    {
        _pair = pair;
        _seed = seed;
        _random = new Random(seed);
    }

    public void Run(TemporaryFolder folder, int steps)
    {
        long size = 64L << _random.Next(4);
        long count = 1L << _random.Next(_pair.Policy == RingPolicy.Swapped ? 1 : 0, 4);
        using var ring = _pair.Create<GivenClock>(folder, size, count);
        _ring = ring;
        try
        {
            for (int step = 0; step < steps; step++)
                Step();
            Finish();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {_seed}, {count} sub-buffers of {size} bytes: {exception.Message}", exception);
        }
    }

    private void Step()
    {
        int writer = _pair.HasSingleWriter ? 0 : _random.Next(Writers);
        switch (_random.Next(10))
        {
            case < 5 when !_open[writer].IsOpen:
                Reserve(writer);
                break;
            case < 6 when _open[writer].IsOpen:
                Abort(writer);
                break;
            case < 8 when _open[writer].IsOpen:
                Commit(writer);
                break;
            case 8 when !_pair.HasSingleWriter || !_open[0].IsOpen:
                _ring.Flush();
                break;
            default:
                Consume();
                break;
        }

        CheckLedger();
    }

    private void Reserve(int writer)
    {
        // Now and then one that no sub-buffer holds.
        int length = _random.Next(20) == 0 ? _random.Next(_ring.MaxLength + 1, 100_000) : _random.Next(Math.Min(NumberedRecords.MinLength, _ring.MaxLength), _ring.MaxLength + 1);
        _asked++;
        var before = _ring.Losses;
        long entries = _ring.Entries;
        if (_ring.TryReserve(length, (ulong)_reserved, out var reservation))
        {
            _open[writer] = (true, reservation, _reserved++);
            return;
        }

        if (length > _ring.MaxLength)
        {
            _tooLarge++;
            Assert.Equal(before with { TooLarge = before.TooLarge + 1 }, _ring.Losses);
        }
        else
        {
            // Only a ring that is full loses a record that fits; one that overwrites, only to a record that is open in what
            // should give way.
            _full++;
            Assert.Equal(before.Full + 1, _ring.Losses.Full);
            Assert.True(!_pair.Overwrites || _open.Any(open => open.IsOpen));
        }

        Assert.Equal(entries - (_ring.Losses.Overwritten - before.Overwritten), _ring.Entries);
    }

    private void Commit(int writer)
    {
        var (_, reservation, order) = _open[writer];
        _open[writer] = default;
        if (reservation.Length >= NumberedRecords.MinLength)
            NumberedRecords.Fill(_ring, reservation, writer, order);
        _ring.Commit(reservation);
        _readable.Add(order);
    }

    private void Abort(int writer)
    {
        _ring.Abort(_open[writer].Reservation);
        _open[writer] = default;
        _aborted++;
    }

    private void Consume()
    {
        if (!_ring.TryConsume(out var record))
            return;
        long order = (long)record.Time;
        if (record.Payload.Length >= NumberedRecords.MinLength)
        {
            var (_, number, length) = NumberedRecords.Read(record.Payload);
            Assert.Equal((order, record.Payload.Length), (number, length));
        }

        // In the order of the reserves, none twice, and none past one that is open.
        Assert.True(order > _lastRead);
        Assert.True(_readable.Remove(order));
        Assert.DoesNotContain(_open, open => open.IsOpen && open.Order < order);
        if (!_pair.Overwrites)
            Assert.True(_readable.Count == 0 || _readable.Min > order);
        _lastRead = order;
        _read++;
    }

    private void CheckLedger()
    {
        var losses = _ring.Losses;
        Assert.Equal(new RingLosses(_full, _tooLarge, losses.Overwritten, _aborted, 0), losses);
        Assert.Equal(_read, _ring.Taken);

        // What is committed and was not read is in the ring, or was overwritten.
        Assert.Equal(_asked, _read + losses.Total + _open.Count(open => open.IsOpen) + _readable.Count - losses.Overwritten);
        if (!_pair.Overwrites)
            Assert.Equal((0, _readable.Count), (losses.Overwritten, _ring.Entries));
        else
            Assert.InRange(_ring.Entries, 0, _readable.Count - losses.Overwritten);
    }

    private void Finish()
    {
        for (int writer = 0; writer < Writers; writer++)
        {
            if (_open[writer].IsOpen)
                Commit(writer);
        }

        _ring.Flush();
        long before;
        do
        {
            before = _read;
            Consume();
        }
        while (_read != before);
        CheckLedger();
        Assert.Equal(0, _ring.Entries);
        Assert.Equal(_asked, _read + _ring.Losses.Total);
        Assert.Equal(_ring.Losses.Overwritten, _readable.Count);
    }
}
