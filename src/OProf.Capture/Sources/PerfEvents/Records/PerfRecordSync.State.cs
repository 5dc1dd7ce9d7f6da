using System.Buffers.Binary;
using System.Text;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>Records that change what later samples are attributed to.</content>
internal sealed partial class PerfRecordSync
{
    // Returns false where the record is too short for its type.
    private bool ApplyStateChange(ReadOnlySpan<byte> record, PerfRecordType type, ulong time, out bool known)
    {
        known = true;
        int body = record.Length - PerfSampleLayout.TrailerSize;
        switch (type)
        {
            case PerfRecordType.PERF_RECORD_MMAP or PerfRecordType.PERF_RECORD_MMAP2:
                return Map(record, type == PerfRecordType.PERF_RECORD_MMAP2);
            case PerfRecordType.PERF_RECORD_COMM when body >= 16:
                Rename(record);
                return true;
            case PerfRecordType.PERF_RECORD_FORK when body >= 24:
                // perf marks so what it found in /proc: the mappings follow, and are not those of the parent.
                _spaces.Fork(
                    Int32(record, 8), Int32(record, 12), Int32(record, 16), Int32(record, 20),
                    copiesMappings: (MiscOf(record) & PerfRecordMisc.PERF_RECORD_MISC_FORK_EXEC) == 0);
                FollowTask(type, Int32(record, 16), isExec: false);
                return true;
            case PerfRecordType.PERF_RECORD_EXIT when body >= 24:
                FollowTask(type, Int32(record, 16), isExec: false);
                _spaces.Exit(Int32(record, 16));
                _groupValues.Forget(Int32(record, 16));
                return true;
            case PerfRecordType.PERF_RECORD_KSYMBOL when body >= 24:
                KernelText(record, time);
                return true;
            case PerfRecordType.PERF_RECORD_CGROUP when body >= 16:
                NameCgroup(record);
                return true;
            case PerfRecordType.PERF_RECORD_COMM or PerfRecordType.PERF_RECORD_FORK or PerfRecordType.PERF_RECORD_EXIT
                or PerfRecordType.PERF_RECORD_KSYMBOL or PerfRecordType.PERF_RECORD_CGROUP:
                return false;

            // These tell nothing that attribution depends on; they are followed so that a stream of them is complete.
            case PerfRecordType.PERF_RECORD_UNTHROTTLE or PerfRecordType.PERF_RECORD_BPF_EVENT
                or PerfRecordType.PERF_RECORD_NAMESPACES or PerfRecordType.PERF_RECORD_TEXT_POKE
                or PerfRecordType.PERF_RECORD_READ:
                return true;
            default:
                known = false;
                return true;
        }
    }

    private bool Map(ReadOnlySpan<byte> record, bool isMmap2)
    {
        ushort misc = MiscOf(record);
        if (!MappingRecord.TryRead(record, isMmap2, misc, out var mapping))
            return false;

        // The kernel's own mappings come under process -1; data mappings are not asked for and never executed.
        if (mapping.ProcessId == -1 || (misc & PerfRecordMisc.PERF_RECORD_MISC_MMAP_DATA) != 0)
            return true;
        var kind = mapping.Kind;
        ulong cookie = kind == ImageKind.Anonymous
            ? Cookie.NoCookie
            : _tables.Cookies.Intern(
                kind, mapping.Path, mapping.BuildId, mapping.DeviceMajor, mapping.DeviceMinor, mapping.Inode, mapping.ProcessId);
        _spaces.Map(mapping.ProcessId, new Mapping(
            mapping.Start, mapping.Start + mapping.Length, kind == ImageKind.Vdso ? 0 : mapping.FileOffset, cookie));
        return true;
    }

    private void Rename(ReadOnlySpan<byte> record)
    {
        var name = record[16..^PerfSampleLayout.TrailerSize];
        int end = name.IndexOf((byte)0);
        int index = _tables.Strings.Intern(end < 0 ? name : name[..end]);
        bool isExec = (MiscOf(record) & PerfRecordMisc.PERF_RECORD_MISC_COMM_EXEC) != 0;
        _spaces.Rename(Int32(record, 8), Int32(record, 12), index, isExec);
        FollowTask(PerfRecordType.PERF_RECORD_COMM, Int32(record, 12), isExec);
    }

    private void KernelText(ReadOnlySpan<byte> record, ulong time)
    {
        const ushort PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER = 1;
        var name = record[24..^PerfSampleLayout.TrailerSize];
        int end = name.IndexOf((byte)0);
        bool registered = (BinaryPrimitives.ReadUInt16LittleEndian(record[22..]) & PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER) == 0;
        KernelSymbol?.Invoke(
            time, UInt64(record, 8), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            Encoding.UTF8.GetString(end < 0 ? name : name[..end]), registered);
        if (registered)
            _writer.ModuleLoaded();
    }
}
