using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Native;

namespace OProf.Capture.Markers;

/// <summary>A marker whose hits go to a session's inbox: the private data of the probe that puts them there.</summary>
internal sealed class InboxMarker
{
    private readonly MarkerInbox _inbox;
    private readonly int _number;

    /// <summary>Made by <see cref="MarkerInbox.Add"/>.</summary>
    internal InboxMarker(MarkerInbox inbox, int number, MarkerInfo marker, ArmedMarker? armed)
    {
        _inbox = inbox;
        _number = number;
        Marker = marker;
        Armed = armed;
    }

    /// <summary>The marker, with the fields that its hits have here.</summary>
    public MarkerInfo Marker { get; }

    /// <summary>What the hits are delivered as; null for none, when they are counted as applied and nothing else. For the sync thread.</summary>
    public ArmedMarker? Armed { get; set; }

    /// <summary>Makes room for a hit of the calling thread, now.</summary>
    /// <param name="length">Bytes of the packed fields.</param>
    /// <param name="record">The room.</param>
    /// <returns>False where it is lost, which is counted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBegin(long length, out InboxReservation record)
    {
        int cpu = SchedGetCpu.Invoke();
        var ring = _inbox.RingOf(cpu);
        if (!ring.TryBegin(_number, length, new InboxHead(cpu, MarkerInbox.OwnProcessId, MarkerReaders.Current.ThreadId, 0), 0, out var reservation, out var body))
        {
            Armed?.CountLost(ProbeLossCause.InboxFull);
            record = default;
            return false;
        }

        record = new InboxReservation(ring, reservation, body);
        return true;
    }

    /// <summary>Puts in a hit of the calling thread, now.</summary>
    /// <param name="words">Its packed fields.</param>
    /// <returns>False where it is lost, which is counted.</returns>
    public bool TryWrite(ReadOnlySpan<ulong> words)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        if (!TryBegin(bytes.Length, out var record))
            return false;
        bytes.CopyTo(record.Body);
        record.End();
        return true;
    }

    /// <summary>Puts in a hit that somebody else took.</summary>
    /// <param name="ring">A ring of its source's, see <see cref="MarkerInbox.AddRing"/>.</param>
    /// <param name="time">When, in CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="head">Who; <see cref="InboxRecord.IsDelayed"/> in its flags where it comes long after.</param>
    /// <param name="words">Its packed fields.</param>
    /// <returns>False where it is lost, which is counted.</returns>
    public bool TryWrite(InboxRing ring, ulong time, InboxHead head, ReadOnlySpan<ulong> words)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        if (!ring.TryBegin(_number, bytes.Length, head, time, out var reservation, out var body))
        {
            Armed?.CountLost(ProbeLossCause.InboxFull);
            return false;
        }

        bytes.CopyTo(body);
        ring.End(reservation);
        return true;
    }
}
