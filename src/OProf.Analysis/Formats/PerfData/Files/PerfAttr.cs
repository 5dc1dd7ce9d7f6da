using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>
/// What an event was, as struct perf_event_attr says it (linux/perf_event.h). Older versions are shorter; what they do not
/// have is zero.
/// </summary>
internal sealed record PerfAttr
{
    /// <summary>PERF_ATTR_SIZE_VER0: the size of the first version, and of one that says no size.</summary>
    public const int FirstSize = 64;

    public uint Type { get; init; }

    public ulong Config { get; init; }

    /// <summary>Period, or frequency.</summary>
    public ulong SamplePeriod { get; init; }

    public PerfSampleFormat SampleType { get; init; }

    public PerfReadFormat ReadFormat { get; init; }

    public PerfEventAttrFlags Flags { get; init; }

    /// <summary>Clock of the times; meaningful where <see cref="PerfEventAttrFlags.UseClockid"/> is set.</summary>
    public int ClockId { get; init; }

    public bool Has(PerfSampleFormat field) => (SampleType & field) != 0;

    public bool Has(PerfEventAttrFlags flag) => (Flags & flag) != 0;

    public int PreciseIp => (int)((ulong)(Flags & PerfEventAttrFlags.PreciseIp) >> PerfEventAttrBits.PreciseIpShift);

    /// <summary>Whether it only follows processes and mappings (PERF_COUNT_SW_DUMMY).</summary>
    public bool IsDummy => Type == (uint)PerfTypeId.PERF_TYPE_SOFTWARE && Config == 9;

    /// <summary>Reads the struct.</summary>
    /// <param name="bytes">Its bytes.</param>
    public static PerfAttr Read(PerfBytes bytes) => new()
    {
        Type = bytes.UInt32(0),
        Config = bytes.UInt64(8),
        SamplePeriod = bytes.UInt64(16),
        SampleType = (PerfSampleFormat)bytes.UInt64(24),
        ReadFormat = (PerfReadFormat)bytes.UInt64(32),
        Flags = (PerfEventAttrFlags)FlagsOf(bytes),
        ClockId = (int)bytes.UInt32(92),
    };

    private static ulong FlagsOf(PerfBytes bytes) => PerfEventAttrBits.FromAbi(bytes.UInt64(40), !bytes.IsBigEndian);
}
