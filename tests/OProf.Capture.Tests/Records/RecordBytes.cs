using System.Buffers.Binary;
using System.Text;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Records;

/// <summary>Records as the kernel writes them (linux/perf_event.h), with the fields that every session asks for.</summary>
internal sealed class RecordBytes
{
    public const ulong Id = 1000;
    public const ulong SwitchOutId = Id + 3;
    public const ulong TracepointId = Id + 4;
    private readonly List<byte> _bytes = [];

    private RecordBytes(PerfRecordType type, ushort misc) => U32((uint)type).U16(misc).U16(0);

    public static byte[] Sample(
        ulong time, int pid, int tid, ulong ip, ProcessorMode mode = ProcessorMode.User, ulong id = Id, ulong period = 1,
        ulong[]? values = null, ulong[]? chain = null, byte[]? raw = null, ulong? cgroup = null)
    {
        var record = new RecordBytes(PerfRecordType.PERF_RECORD_SAMPLE, Misc(mode)).U64(id).U64(ip).I32(pid).I32(tid).U64(time).U32(0).U32(0).U64(period);
        foreach (ulong value in values ?? [])
            record.U64(value);
        if (chain is not null)
        {
            record.U64((ulong)chain.Length);
            foreach (ulong address in chain)
                record.U64(address);
        }

        record._bytes.AddRange(raw ?? []);
        if (cgroup is { } group)
            record.U64(group);
        return record.End();
    }

    public static byte[] Mmap2(
        ulong time, int pid, ulong start, ulong length, string path, ulong fileOffset = 0, ulong inode = 7, byte[]? buildId = null, ushort misc = 2)
    {
        var record = new RecordBytes(
            PerfRecordType.PERF_RECORD_MMAP2, (ushort)(misc | (buildId is null ? 0 : PerfRecordMisc.PERF_RECORD_MISC_MMAP_BUILD_ID)));
        record.I32(pid).I32(pid).U64(start).U64(length).U64(fileOffset);
        if (buildId is null)
        {
            record.U32(8).U32(1).U64(inode).U64(0);
        }
        else
        {
            record._bytes.AddRange([(byte)buildId.Length, 0, 0, 0]);
            record._bytes.AddRange(buildId);
            record._bytes.AddRange(new byte[20 - buildId.Length]);
        }

        return record.U32(5).U32(2).Text(path).Trailer(time, pid, pid);
    }

    public static byte[] Mmap(ulong time, int pid, ulong start, ulong length, string path, ulong fileOffset = 0) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_MMAP, 2).I32(pid).I32(pid).U64(start).U64(length).U64(fileOffset).Text(path).Trailer(time, pid, pid);

    public static byte[] Comm(ulong time, int pid, int tid, string name, bool isExec = false) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_COMM, isExec ? PerfRecordMisc.PERF_RECORD_MISC_COMM_EXEC : (ushort)0)
            .I32(pid).I32(tid).Text(name).Trailer(time, pid, tid);

    public static byte[] Fork(ulong time, int pid, int tid, int parentPid, int parentTid) => Task(PerfRecordType.PERF_RECORD_FORK, time, pid, tid, parentPid, parentTid);

    public static byte[] Exit(ulong time, int pid, int tid) => Task(PerfRecordType.PERF_RECORD_EXIT, time, pid, tid, 1, 1);

    public static byte[] SwitchIn(ulong time, int pid, int tid) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_SWITCH_CPU_WIDE, 0).I32(0).I32(0).Trailer(time, pid, tid);

    public static byte[] SwitchOut(ulong time, int pid, int tid, bool preempted) =>
        new RecordBytes(
            PerfRecordType.PERF_RECORD_SWITCH_CPU_WIDE,
            (ushort)(PerfRecordMisc.PERF_RECORD_MISC_SWITCH_OUT | (preempted ? PerfRecordMisc.PERF_RECORD_MISC_SWITCH_OUT_PREEMPT : 0)))
            .I32(0).I32(0).Trailer(time, pid, tid);

    /// <summary>The sample that goes before a switch.</summary>
    public static byte[] Leaving(ulong time, int pid, int tid, params ulong[] chain) => Leaving(time, pid, tid, null, chain);

    /// <summary>The same of a session that knows control groups.</summary>
    public static byte[] Leaving(ulong time, int pid, int tid, ulong? cgroup, ulong[] chain) => Sample(
        time, pid, tid, chain.Length > 1 ? chain[1] : 0xffff_8000, ProcessorMode.Kernel, SwitchOutId, chain: chain, cgroup: cgroup);

    public static byte[] Lost(ulong time, ulong count) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_LOST, 0).U64(Id).U64(count).Trailer(time, 0, 0);

    public static byte[] LostSamples(ulong time, ulong count) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_LOST_SAMPLES, 0).U64(count).Trailer(time, 0, 0);

    public static byte[] Throttle(ulong time, bool begins) =>
        new RecordBytes(begins ? PerfRecordType.PERF_RECORD_THROTTLE : PerfRecordType.PERF_RECORD_UNTHROTTLE, 0)
            .U64(time).U64(Id).U64(Id).Trailer(time, 0, 0);

    public static byte[] Ksymbol(ulong time, ulong address, uint length, string name, bool isUnregistered = false) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_KSYMBOL, 0)
            .U64(address).U32(length).U16(1).U16((ushort)(isUnregistered ? 1 : 0)).Text(name).Trailer(time, 0, 0);

    public static byte[] Cgroup(ulong time, ulong id, string path) =>
        new RecordBytes(PerfRecordType.PERF_RECORD_CGROUP, 0).U64(id).Text(path).Trailer(time, 0, 0);

    /// <summary>A record of any type with some words in it.</summary>
    public static byte[] Other(PerfRecordType type, ulong time, params ulong[] words)
    {
        var record = new RecordBytes(type, 0);
        foreach (ulong word in words)
            record.U64(word);
        return record.Trailer(time, 0, 0);
    }

    public static ushort Misc(ProcessorMode mode) => (ushort)mode;

    private static byte[] Task(PerfRecordType type, ulong time, int pid, int tid, int parentPid, int parentTid) =>
        new RecordBytes(type, 0).I32(pid).I32(parentPid).I32(tid).I32(parentTid).U64(time).Trailer(time, pid, tid);

    private RecordBytes U16(ushort value) => Append(value, 2);

    private RecordBytes U32(uint value) => Append(value, 4);

    private RecordBytes I32(int value) => Append((uint)value, 4);

    private RecordBytes U64(ulong value) => Append(value, 8);

    private RecordBytes Append(ulong value, int bytes)
    {
        for (int i = 0; i < bytes; i++)
            _bytes.Add((byte)(value >> (8 * i)));
        return this;
    }

    private RecordBytes Text(string text)
    {
        _bytes.AddRange(Encoding.UTF8.GetBytes(text));
        do
            _bytes.Add(0);
        while (_bytes.Count % 8 != 0);
        return this;
    }

    private byte[] Trailer(ulong time, int pid, int tid) => I32(pid).I32(tid).U64(time).U32(0).U32(0).U64(Id).End();

    private byte[] End()
    {
        var record = _bytes.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
        return record;
    }
}
