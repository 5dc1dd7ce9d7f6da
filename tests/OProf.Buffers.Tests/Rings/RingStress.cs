using System.Runtime.ExceptionServices;
using OProf.Buffers.Rings;
using Xunit;

namespace OProf.Buffers.Tests.Rings;

/// <summary>Threads that write numbered records of random sizes with random stops, some of them aborted, and one that reads.</summary>
internal sealed class RingStress
{
    private readonly RingPair _pair;
    private readonly long _recordsEach;
    private readonly bool _takesSubBuffers;
    private readonly long[] _lastRead;
    private readonly ulong[] _lastTimes;
    private readonly long[] _accepted;
    private readonly long[] _lost;
    private ISubBufferRing _ring = null!;
    private long _read;
    private int _writing;
    private ExceptionDispatchInfo? _failure;

    public RingStress(RingPair pair, int writers, long recordsEach, bool takesSubBuffers)
    {
        _pair = pair;
        _recordsEach = recordsEach;
        _takesSubBuffers = takesSubBuffers;
        _lastRead = new long[writers];
        _lastTimes = new ulong[writers];
        _accepted = new long[writers];
        _lost = new long[writers];
        _writing = writers;
        Array.Fill(_lastRead, -1);
    }

    public void Run()
    {
        using var folder = new TemporaryFolder();
        using var ring = _pair.Create<MonotonicClock>(folder, 512, 8);
        _ring = ring;
        var threads = Enumerable.Range(0, _lastRead.Length).Select(writer => new Thread(() => Guard(() => Write(writer)))).ToList();
        threads.Add(new Thread(() => Guard(Read)));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        _failure?.Throw();

        long asked = _recordsEach * _lastRead.Length;
        var losses = ring.Losses;
        Assert.Equal(asked, _read + losses.Total);
        Assert.Equal(_read, ring.Taken);
        Assert.Equal(0, ring.Entries);
        Assert.Equal(_lost.Sum(), losses.Total - losses.Overwritten);
        Assert.Equal(_accepted.Sum(), _read + losses.Overwritten);
        Assert.Equal(0, losses.TooLarge + losses.Refused);
        if (!_pair.Overwrites)
            Assert.Equal(0, losses.Overwritten);
        Assert.True(_read > 0);
    }

    private void Write(int writer)
    {
        var random = new Random(writer + 1);
        for (long number = 0; number < _recordsEach; number++)
        {
            int stop = random.Next(200);
            if (!_ring.TryReserve(random.Next(NumberedRecords.MinLength, 120), 0, out var reservation))
            {
                _lost[writer]++;
                Thread.Yield();
                continue;
            }

            NumberedRecords.Fill(_ring, reservation, writer, number);
            if (stop < 3)
                Thread.Yield();

            if (stop == 100)
            {
                _ring.Abort(reservation);
                _lost[writer]++;
            }
            else
            {
                _ring.Commit(reservation);
                _accepted[writer]++;
            }
        }

        // Before it says that it is done: what the last one flushes is there when the reader looks for the last time.
        _ring.Flush();
        Interlocked.Decrement(ref _writing);
    }

    private void Read()
    {
        while (true)
        {
            bool last = Volatile.Read(ref _writing) == 0;
            if (!(_takesSubBuffers ? ReadSubBuffer() : ReadRecord()))
            {
                if (last)
                    return;
                Thread.Yield();
            }
        }
    }

    private bool ReadRecord()
    {
        if (!_ring.TryConsume(out var record))
            return false;
        Check(record);
        return true;
    }

    private bool ReadSubBuffer()
    {
        if (!_ring.TryTake(out var subBuffer))
            return false;
        Span<byte> bytes = new byte[subBuffer.Used];
        for (int offset = 0; offset < bytes.Length;)
        {
            var piece = _ring.Bytes(offset);
            piece.CopyTo(bytes[offset..]);
            offset += piece.Length;
        }

        long records = 0;
        var framed = new FramedRecords(bytes, subBuffer.Position, _ring.HeaderSize, MonotonicClock.Size);
        for (; framed.TryRead(out var record); records++)
            Check(record);
        if (records != subBuffer.Records || framed.Offset != subBuffer.Used)
            throw new InvalidDataException($"{records} records and {framed.Offset} bytes in {subBuffer}.");
        _ring.Release();
        return true;
    }

    private void Check(in RingRecord record)
    {
        var (writer, number, length) = NumberedRecords.Read(record.Payload);
        if (length != record.Payload.Length)
            throw new InvalidDataException($"A record of {length} bytes in {record.Payload.Length}.");
        ref ulong lastTime = ref _lastTimes[_pair.Policy == RingPolicy.Leased ? writer : 0];
        if (record.Time < lastTime)
            throw new InvalidDataException($"Record {number} of writer {writer} is {lastTime - record.Time} ns older than the one before.");
        lastTime = record.Time;
        if (number <= _lastRead[writer])
            throw new InvalidDataException($"Record {number} of writer {writer} after {_lastRead[writer]}.");
        _lastRead[writer] = number;
        _read++;
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);

            // The others come to their end.
            Volatile.Write(ref _writing, 0);
        }
    }
}
