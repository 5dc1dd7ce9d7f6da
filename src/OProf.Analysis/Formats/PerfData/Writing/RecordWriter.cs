using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>The kernel's records, field by field (linux/perf_event.h, enum perf_event_type).</summary>
/// <param name="buffer">Where they go.</param>
/// <param name="hasCpus">Whether records say their CPU.</param>
internal sealed class RecordWriter(RecordBuffer buffer, bool hasCpus)
{
    // PROT_READ | PROT_EXEC, MAP_PRIVATE.
    private const uint Protection = 5;
    private const uint Private = 2;
    private const int BuildIdRoom = 20;
    private const int KernelProcess = -1;

    /// <summary>Bytes of what follows the fields of a record that is no sample.</summary>
    public int TrailerSize => (hasCpus ? 4 : 3) * sizeof(ulong);

    /// <summary>A thread's name.</summary>
    /// <param name="at">Where, and whose.</param>
    /// <param name="name">The name.</param>
    /// <param name="isExec">Whether its process runs another program from now on.</param>
    public void Comm(in SampleIdentity at, string name, bool isExec)
    {
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_COMM, isExec ? PerfRecordMisc.PERF_RECORD_MISC_COMM_EXEC : (ushort)0);
        buffer.Add((uint)at.ProcessId);
        buffer.Add((uint)at.ThreadId);
        buffer.AddText(name);
        End(at);
    }

    /// <summary>A new thread, of an id that was another process's.</summary>
    public void Thread(in SampleIdentity at)
    {
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_FORK, 0);
        buffer.Add((uint)at.ProcessId);
        buffer.Add((uint)at.ProcessId);
        buffer.Add((uint)at.ThreadId);
        buffer.Add((uint)at.ProcessId);
        buffer.Add(at.Time);
        End(at);
    }

    /// <summary>A mapping of a process.</summary>
    /// <param name="at">Where, and whose.</param>
    /// <param name="start">First address.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="fileOffset">Offset of the first address in the file.</param>
    /// <param name="name">The file, or what goes for one.</param>
    /// <param name="image">The file; null where there is none.</param>
    public void Mapping(in SampleIdentity at, ulong start, ulong length, ulong fileOffset, string name, ImageInfo? image)
    {
        bool hasBuildId = image is { BuildId.Length: > 0 };
        ushort mode = 2;
        buffer.Begin(
            (uint)PerfRecordType.PERF_RECORD_MMAP2, (ushort)(mode | (hasBuildId ? PerfRecordMisc.PERF_RECORD_MISC_MMAP_BUILD_ID : 0)));
        buffer.Add((uint)at.ProcessId);
        buffer.Add((uint)at.ProcessId);
        buffer.Add(start);
        buffer.Add(length);
        buffer.Add(fileOffset);
        if (hasBuildId)
        {
            Span<byte> room = stackalloc byte[4 + BuildIdRoom];
            room.Clear();
            room[0] = (byte)Math.Min(image!.BuildId.Length, BuildIdRoom);
            image.BuildId.Span[..room[0]].CopyTo(room[4..]);
            buffer.Add(room);
        }
        else
        {
            buffer.Add(image?.DeviceMajor ?? 0);
            buffer.Add(image?.DeviceMinor ?? 0);
            buffer.Add(image?.Inode ?? 0);
            buffer.Add(0UL);
        }

        buffer.Add(Protection);
        buffer.Add(Private);
        buffer.AddText(name);
        End(at);
    }

    /// <summary>The kernel's own text, or a module's; before everything else.</summary>
    /// <param name="start">First address.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">For the kernel's text the address of the symbol that its name says.</param>
    /// <param name="name">One of perf's names in brackets.</param>
    public void KernelMapping(ulong start, ulong length, ulong offset, string name)
    {
        const ushort PERF_RECORD_MISC_KERNEL = 1;
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_MMAP, PERF_RECORD_MISC_KERNEL);
        buffer.Add(unchecked((uint)KernelProcess));
        buffer.Add(0U);
        buffer.Add(start);
        buffer.Add(length);
        buffer.Add(offset);
        buffer.AddText(name);
        End(new SampleIdentity(ExportedEvent.IdOf(0), KernelProcess, 0, 0, 0));
    }

    /// <summary>A control group's path.</summary>
    public void Cgroup(in SampleIdentity at, ulong id, string path)
    {
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_CGROUP, 0);
        buffer.Add(id);
        buffer.AddText(path);
        End(at);
    }

    /// <summary>Kernel text that came or went.</summary>
    public void KernelSymbol(Capture.Sessions.KernelSymbol symbol, in SampleIdentity at)
    {
        const uint PERF_RECORD_KSYMBOL_TYPE_BPF = 1;
        const uint PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER = 1;
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_KSYMBOL, 0);
        buffer.Add(symbol.Address);
        buffer.Add(symbol.Length);
        buffer.Add(PERF_RECORD_KSYMBOL_TYPE_BPF | ((symbol.IsRegistered ? 0 : PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER) << 16));
        buffer.AddText(symbol.Name);
        End(at with { Time = symbol.Time });
    }

    /// <summary>Records that were lost.</summary>
    public void Lost(in SampleIdentity at, ulong count)
    {
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_LOST, 0);
        buffer.Add(at.Id);
        buffer.Add(count);
        End(at);
    }

    /// <summary>What a sample begins with, up to its values and its chain.</summary>
    /// <param name="at">Where, and whose.</param>
    /// <param name="mode">The mode that it was taken in.</param>
    /// <param name="address">Its place.</param>
    /// <param name="period">What it stands for.</param>
    public void BeginSample(in SampleIdentity at, ProcessorMode mode, ulong address, ulong period)
    {
        buffer.Begin((uint)PerfRecordType.PERF_RECORD_SAMPLE, MiscOf(mode));
        buffer.Add(at.Id);
        buffer.Add(address);
        buffer.Add((uint)at.ProcessId);
        buffer.Add((uint)at.ThreadId);
        buffer.Add(at.Time);
        if (hasCpus)
            buffer.Add((ulong)(uint)at.Cpu);
        buffer.Add(period);
    }

    // PERF_RECORD_MISC_KERNEL, _USER, _HYPERVISOR, _GUEST_KERNEL, _GUEST_USER: the enum has their order.
    private static ushort MiscOf(ProcessorMode mode) => (ushort)mode;

    private void End(in SampleIdentity at)
    {
        buffer.Add((uint)at.ProcessId);
        buffer.Add((uint)at.ThreadId);
        buffer.Add(at.Time);
        if (hasCpus)
            buffer.Add((ulong)(uint)at.Cpu);
        buffer.Add(at.Id);
        buffer.End();
    }
}
