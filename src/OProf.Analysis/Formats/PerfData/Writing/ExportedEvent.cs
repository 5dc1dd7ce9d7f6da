using System.Buffers.Binary;
using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using static OProf.Capture.Sources.PerfEvents.Abi.PerfSampleFormat;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>An event of a session as struct perf_event_attr (linux/perf_event.h), with the one id that its samples carry.</summary>
internal sealed class ExportedEvent
{
    /// <summary>Bytes of the struct: PERF_ATTR_SIZE_VER5, of Linux 4.1, which is all that is needed.</summary>
    public const int AttrSize = 112;

    /// <summary>What all events have in their samples, beside chains, CPUs and groups.</summary>
    private const PerfSampleFormat Always = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_PERIOD;

    private readonly PerfAttr _attr;

    /// <summary>Makes one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="index">Index of the event in it.</param>
    /// <param name="hasChains">Whether its samples have call chains.</param>
    /// <param name="hasCpus">Whether its samples say their CPU.</param>
    /// <param name="hasCgroups">Whether its samples say their control group.</param>
    public ExportedEvent(Session session, int index, bool hasChains, bool hasCpus, bool hasCgroups)
    {
        Index = index;
        Name = session.EventNames[index];
        Members = index < session.EventGroups.Count ? session.EventGroups[index] : [];
        var (type, config) = KindOf(Name);
        var flags = PerfEventAttrFlags.SampleIdAll | PerfEventAttrFlags.Mmap | PerfEventAttrFlags.Mmap2 | PerfEventAttrFlags.Comm
            | PerfEventAttrFlags.CommExec | PerfEventAttrFlags.Task | PerfEventAttrFlags.Ksymbol | PerfEventAttrFlags.UseClockid
            | PerfEventAttrFlags.BuildId | (hasCgroups ? PerfEventAttrFlags.Cgroup : 0) | ExclusionsOf(Name);
        bool isFrequency = session.Options.Period is null && session.Options.Frequency is not null;
        _attr = new PerfAttr
        {
            Type = type,
            Config = config,
            SamplePeriod = (ulong)(session.Options.Period ?? session.Options.Frequency ?? 0),
            SampleType = Always | (hasChains ? PERF_SAMPLE_CALLCHAIN : 0) | (hasCpus ? PERF_SAMPLE_CPU : 0)
                | (Members.Count > 0 ? PERF_SAMPLE_READ : 0) | (hasCgroups ? PERF_SAMPLE_CGROUP : 0),
            ReadFormat = Members.Count > 0 ? PerfReadFormat.PERF_FORMAT_GROUP | PerfReadFormat.PERF_FORMAT_ID : 0,
            Flags = flags | (isFrequency ? PerfEventAttrFlags.Freq : 0),
            ClockId = ClockMonotonic,
        };
    }

    /// <summary>CLOCK_MONOTONIC of linux/time.h.</summary>
    internal static int ClockMonotonic => 1;

    /// <summary>Index in the session.</summary>
    public int Index { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its id.</summary>
    public ulong Id => IdOf(Index);

    /// <summary>The events whose values its samples carry.</summary>
    public IReadOnlyList<int> Members { get; }

    /// <summary>The id of an event.</summary>
    /// <param name="index">Index in the session.</param>
    public static ulong IdOf(int index) => (ulong)index + 1;

    /// <summary>The struct's bytes.</summary>
    public byte[] Attr()
    {
        var bytes = new byte[AttrSize];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, _attr.Type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), AttrSize);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), _attr.Config);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), _attr.SamplePeriod);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), (ulong)_attr.SampleType);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), (ulong)_attr.ReadFormat);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), (ulong)_attr.Flags);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(92), _attr.ClockId);
        return bytes;
    }

    // What has no number in the kernel's ABI (times off the CPU, events of a processor's own, tracepoints, whose records are not
    // kept) goes as the software event that programs write samples of; its name says what it is.
    private static (uint Type, ulong Config) KindOf(string name)
    {
        string bare = name[..^Modifiers(name).Length].TrimEnd(':');
        foreach (var known in (IEnumerable<CatalogEvent>)[.. HardwareEvents.All, .. SoftwareEvents.All, .. HardwareCacheEvents.All])
        {
            bool isIt = known.Name == bare || (known.Alias.Length > 0 && known.Alias == bare);
            if (isIt && (known.Type, known.Config) != ((uint)PerfTypeId.PERF_TYPE_SOFTWARE, (ulong)PerfSwIds.PERF_COUNT_SW_DUMMY))
                return (known.Type, known.Config);
        }

        return ((uint)PerfTypeId.PERF_TYPE_SOFTWARE, (ulong)PerfSwIds.PERF_COUNT_SW_BPF_OUTPUT);
    }

    private static PerfEventAttrFlags ExclusionsOf(string name)
    {
        string letters = Modifiers(name);
        bool user = letters.Contains('u', StringComparison.Ordinal);
        bool kernel = letters.Contains('k', StringComparison.Ordinal);
        bool hypervisor = letters.Contains('h', StringComparison.Ordinal);
        if (!user && !kernel && !hypervisor)
            return PerfEventAttrFlags.None;
        return (user ? 0 : PerfEventAttrFlags.ExcludeUser) | (kernel ? 0 : PerfEventAttrFlags.ExcludeKernel) | (hypervisor ? 0 : PerfEventAttrFlags.ExcludeHv);
    }

    // The letters behind the colon; none where what is there is no list of them, as in a tracepoint's name.
    private static string Modifiers(string name)
    {
        int colon = name.LastIndexOf(':');
        string letters = colon < 0 ? "" : name[(colon + 1)..];
        return letters.All(letter => EventModifiers.Letters.Contains(letter, StringComparison.Ordinal)) ? letters : "";
    }
}
