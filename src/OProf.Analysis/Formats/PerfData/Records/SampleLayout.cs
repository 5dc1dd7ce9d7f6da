using System.Numerics;
using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sources.PerfEvents.Abi;
using static OProf.Capture.Sources.PerfEvents.Abi.PerfSampleFormat;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>
/// Where the fields lie in an event's samples, and in the trailer of other records (linux/perf_event.h, at
/// PERF_RECORD_SAMPLE and struct sample_id).
/// </summary>
internal sealed class SampleLayout
{
    private const PerfSampleFormat InTrailer =
        PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER;

    /// <summary>Works it out.</summary>
    /// <param name="attr">The event.</param>
    /// <param name="index">Its index in the session; negative where it takes no samples.</param>
    public SampleLayout(PerfAttr attr, int index)
    {
        Index = index;
        Attr = attr;
        int at = 8;
        int identifier = Place(attr, PERF_SAMPLE_IDENTIFIER, ref at);
        Ip = Place(attr, PERF_SAMPLE_IP, ref at);
        Tid = Place(attr, PERF_SAMPLE_TID, ref at);
        Time = Place(attr, PERF_SAMPLE_TIME, ref at);
        Place(attr, PERF_SAMPLE_ADDR, ref at);
        int id = Place(attr, PERF_SAMPLE_ID, ref at);
        Place(attr, PERF_SAMPLE_STREAM_ID, ref at);
        Cpu = Place(attr, PERF_SAMPLE_CPU, ref at);
        Period = Place(attr, PERF_SAMPLE_PERIOD, ref at);
        Variable = at;
        Id = identifier >= 0 ? identifier : id;
        HasChain = attr.Has(PERF_SAMPLE_CALLCHAIN);
        HasRead = attr.Has(PERF_SAMPLE_READ);

        // Only what comes last of all has a length that only a walk over all fields would tell.
        if (attr.Has(PERF_SAMPLE_CGROUP) && !attr.Has(PERF_SAMPLE_AUX))
            CgroupFromEnd = 8 * (1 + BitOperations.PopCount((ulong)(attr.SampleType & (PERF_SAMPLE_DATA_PAGE_SIZE | PERF_SAMPLE_CODE_PAGE_SIZE))));

        if (!attr.Has(PerfEventAttrFlags.SampleIdAll))
            return;
        TrailerSize = 8 * BitOperations.PopCount((ulong)(attr.SampleType & InTrailer));
        at = 0;
        TrailerTid = Place(attr, PERF_SAMPLE_TID, ref at);
        TrailerTime = Place(attr, PERF_SAMPLE_TIME, ref at);
        id = Place(attr, PERF_SAMPLE_ID, ref at);
        Place(attr, PERF_SAMPLE_STREAM_ID, ref at);
        TrailerCpu = Place(attr, PERF_SAMPLE_CPU, ref at);
        identifier = Place(attr, PERF_SAMPLE_IDENTIFIER, ref at);
        TrailerId = identifier >= 0 ? identifier : id;
    }

    /// <summary>The event's index in the session; negative where it takes no samples.</summary>
    public int Index { get; }

    public PerfAttr Attr { get; }

    /// <summary>Offsets in a sample, header included; -1 for what is not there.</summary>
    public int Ip { get; }

    public int Tid { get; }

    public int Time { get; }

    public int Id { get; }

    public int Cpu { get; }

    public int Period { get; }

    /// <summary>Bytes from the control group's id to the sample's end; 0 where there is none, or where pieces of AUX data follow it.</summary>
    public int CgroupFromEnd { get; }

    /// <summary>Bytes of a sample up to the fields whose size differs.</summary>
    public int Variable { get; }

    public bool HasRead { get; }

    public bool HasChain { get; }

    /// <summary>Whether samples carry the values of a group that can be told apart.</summary>
    public bool HasGroupValues => HasRead
        && (Attr.ReadFormat & (PerfReadFormat.PERF_FORMAT_GROUP | PerfReadFormat.PERF_FORMAT_ID)) == (PerfReadFormat.PERF_FORMAT_GROUP | PerfReadFormat.PERF_FORMAT_ID);

    /// <summary>Bytes of the trailer; 0 where there is none.</summary>
    public int TrailerSize { get; }

    /// <summary>Offsets in the trailer; -1 for what is not there.</summary>
    public int TrailerTid { get; } = -1;

    public int TrailerTime { get; } = -1;

    public int TrailerCpu { get; } = -1;

    public int TrailerId { get; } = -1;

    private static int Place(PerfAttr attr, PerfSampleFormat field, ref int at)
    {
        if (!attr.Has(field))
            return -1;
        int place = at;
        at += 8;
        return place;
    }
}
