using OProf.Analysis.Formats.PerfData.Records;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>
/// What a file that perf wrote to a pipe says beside its records: it stands among them, in records of its own
/// (tools/perf/Documentation/perf.data-file-format.txt, "PERF_RECORD_HEADER_ATTR" and what follows).
/// </summary>
internal static class PerfPipe
{
    private const int RecordsBetweenLooks = 1 << 16;

    /// <summary>Reads all records once.</summary>
    public static void Read(PerfDataFile source, CancellationToken cancellation)
    {
        if (source.Layout.IsBigEndian)
            Read<BigEndian>(source, cancellation);
        else
            Read<LittleEndian>(source, cancellation);
    }

    private static void Read<TOrder>(PerfDataFile source, CancellationToken cancellation)
        where TOrder : struct, IByteOrder
    {
        using var records = new RecordStream<TOrder>(source, inflates: false);
        for (int number = 1; records.TryRead(out uint type, out var record); number++)
        {
            if (number % RecordsBetweenLooks == 0)
                cancellation.ThrowIfCancellationRequested();
            if (type >= (uint)PerfUserRecordType.PERF_RECORD_HEADER_ATTR)
                Take((PerfUserRecordType)type, new PerfBytes(record, source.Layout.IsBigEndian), source.Contents);
        }
    }

    private static void Take(PerfUserRecordType type, PerfBytes record, PerfContents contents)
    {
        const int BodyAt = 8;
        switch (type)
        {
            case PerfUserRecordType.PERF_RECORD_HEADER_ATTR when contents.Events.Count < PerfContents.MaxEvents:
                contents.Events.Add(EventOf(record.Slice(BodyAt)));
                break;
            case PerfUserRecordType.PERF_RECORD_EVENT_UPDATE:
                Rename(record, contents);
                break;
            case PerfUserRecordType.PERF_RECORD_HEADER_FEATURE:
                ulong feature = record.UInt64(BodyAt);
                if (feature <= (ulong)PerfFeature.PmuCaps)
                    PerfFeatureReader.Read((PerfFeature)feature, record.Slice(BodyAt + sizeof(ulong)), contents);
                break;
            case PerfUserRecordType.PERF_RECORD_HEADER_BUILD_ID:
                contents.AddBuildId(record);
                break;
            default:
                break;
        }
    }

    // struct perf_record_header_attr: the attribute in its own size, then ids to the end of the record.
    private static PerfEvent EventOf(PerfBytes bytes)
    {
        int size = (int)Math.Clamp(bytes.UInt32(4), PerfAttr.FirstSize, Math.Max(PerfAttr.FirstSize, bytes.Length));
        var ids = new ulong[Math.Max(0, bytes.Length - size) / sizeof(ulong)];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = bytes.UInt64(size + (i * sizeof(ulong)));
        return new PerfEvent(PerfAttr.Read(bytes.Slice(0, size))) { Ids = ids };
    }

    // struct perf_record_event_update: what is changed, the id of the event, and for a name the text.
    private static void Rename(PerfBytes record, PerfContents contents)
    {
        const ulong PERF_EVENT_UPDATE__NAME = 2;
        if (record.UInt64(8) != PERF_EVENT_UPDATE__NAME)
            return;
        ulong id = record.UInt64(16);
        if (contents.Events.Find(e => e.Ids.Contains(id)) is { } known)
            known.Name = record.Slice(24).Text();
    }
}
