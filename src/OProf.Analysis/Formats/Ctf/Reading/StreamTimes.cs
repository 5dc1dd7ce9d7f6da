using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// The one time line of several streams: their clock's own where they have the same clock (the same id says so, or one
/// clock for all), else wall time.
/// </summary>
internal sealed class StreamTimes
{
    private readonly long[] _offsets;

    internal StreamTimes(IReadOnlyList<CtfStream> streams)
    {
        var clocks = streams.Select(stream => stream.Clock).OfType<CtfClock>().Distinct().ToList();
        AreWallTimes = clocks.Count > 1 && (clocks[0].Uuid is null || clocks.Exists(clock => clock.Uuid != clocks[0].Uuid));
        _offsets = [.. streams.Select(stream => AreWallTimes ? stream.Clock?.OffsetNanoseconds ?? 0 : 0)];
        Clock = clocks.FirstOrDefault();
    }

    /// <summary>Whether times are nanoseconds from the Unix epoch.</summary>
    internal bool AreWallTimes { get; }

    /// <summary>The first of the clocks; null where there is none.</summary>
    internal CtfClock? Clock { get; }

    /// <summary>Nanoseconds from the Unix epoch to the time line's zero.</summary>
    internal long Epoch => AreWallTimes ? 0 : Clock?.OffsetNanoseconds ?? 0;

    /// <summary>A time on the time line, kept within what 64 bits hold.</summary>
    /// <param name="stream">Index of the stream.</param>
    /// <param name="time">Nanoseconds of the stream's clock.</param>
    internal long Of(int stream, long time)
    {
        long offset = _offsets[stream];
        long sum = unchecked(time + offset);
        return offset >= 0 ? (sum < time ? long.MaxValue : sum) : sum > time ? long.MinValue : sum;
    }
}
