using System.Globalization;
using System.Runtime.InteropServices;
using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Environments;

/// <summary>Tries what a capture does, each thing once, and undoes it at once. Nothing is enabled.</summary>
internal static class EnvironmentTrial
{
    // Of tracefs(5): its own place, and the older one below debugfs.
    private static readonly string[] TracefsRoots = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    /// <summary>Tries all.</summary>
    public static PerfTrials Run() => new(
        OwnProcess: Open(PerfTypeId.PERF_TYPE_SOFTWARE, pid: 0, PerfEventOpen.Any, kernel: false),
        SameUserProcess: ParentOfSameUser() is { } parent ? Open(PerfTypeId.PERF_TYPE_SOFTWARE, parent, PerfEventOpen.Any, kernel: false) : null,
        ForeignProcess: Environment.ProcessId == 1 ? null : Open(PerfTypeId.PERF_TYPE_SOFTWARE, 1, PerfEventOpen.Any, kernel: false),
        SystemWide: Open(PerfTypeId.PERF_TYPE_SOFTWARE, PerfEventOpen.Any, FirstCpu(), kernel: false),
        Kernel: Open(PerfTypeId.PERF_TYPE_SOFTWARE, pid: 0, PerfEventOpen.Any, kernel: true),
        Hardware: Open(PerfTypeId.PERF_TYPE_HARDWARE, pid: 0, PerfEventOpen.Any, kernel: false),
        RingMap: MapRing(),
        KernelAddresses: SeesKernelAddresses(),
        TracefsReadable: ReadsTracefs(),
        RaisedPriority: RaisesPriority());

    private static int Open(PerfTypeId type, int pid, int cpu, bool kernel)
    {
        var fd = OpenDescriptor(type, pid, cpu, kernel);
        if (fd < 0)
            return Marshal.GetLastPInvokeError();
        Close.Invoke(fd);
        return 0;
    }

    // Config 0 is cycles of the hardware events and cpu-clock of the software events.
    private static int OpenDescriptor(PerfTypeId type, int pid, int cpu, bool kernel)
    {
        var attr = new PerfEventAttr
        {
            Type = type,
            SamplePeriod = 1_000_000,
            Flags = PerfEventAttrFlags.Disabled | (kernel ? 0 : PerfEventAttrFlags.ExcludeKernel),
        };
        return PerfEventOpen.Invoke(ref attr, pid, cpu, PerfEventOpen.NoGroup, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
    }

    private static int? MapRing()
    {
        var fd = OpenDescriptor(PerfTypeId.PERF_TYPE_SOFTWARE, 0, PerfEventOpen.Any, kernel: false);
        if (fd < 0)
            return null;
        try
        {
            var length = (nuint)((PerfTrials.RingKib * 1024) + Environment.SystemPageSize);
            var ring = Mmap.Invoke(length, Mmap.PROT_READ | Mmap.PROT_WRITE, Mmap.MAP_SHARED, fd, 0);
            if (ring == Mmap.MAP_FAILED)
                return Marshal.GetLastPInvokeError();
            Munmap.Invoke(ring, length);
            return 0;
        }
        finally
        {
            Close.Invoke(fd);
        }
    }

    // Field 4 of stat(5); the name before it is in parentheses and may hold any character.
    private static int? ParentOfSameUser()
    {
        var stat = SmallFile.Read("/proc/self/stat");
        var fields = stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 2 || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) || parent < 1)
            return null;
        var uid = SmallFile.Read($"/proc/{parent}/status")?.Split('\n')
            .FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))?
            .Split('\t', StringSplitOptions.RemoveEmptyEntries);
        return uid is { Length: > 2 } && uid[2] == GetEuid.Invoke().ToString(CultureInfo.InvariantCulture) ? parent : null;
    }

    private static int FirstCpu()
    {
        var online = SmallFile.Read("/sys/devices/system/cpu/online") ?? "0";
        var digits = online.TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) ? cpu : 0;
    }

    // Its first symbols may be at zero (per-CPU variables), so one that is not zero in the file's beginning is what counts.
    private static bool? SeesKernelAddresses() =>
        SmallFile.Read("/proc/kallsyms") is { Length: > 0 } symbols
            ? symbols.Split('\n').Any(line => line.IndexOfAnyExcept('0') is var digit && digit >= 0 && char.IsAsciiHexDigit(line[digit]))
            : null;

    private static bool? ReadsTracefs()
    {
        bool? readable = null;
        foreach (var root in TracefsRoots)
        {
            try
            {
                if (Directory.EnumerateDirectories(Path.Combine(root, "events")).Any())
                    return true;
            }
            catch (UnauthorizedAccessException)
            {
                readable = false;
            }
            catch (IOException)
            {
                // Not mounted here.
            }
        }

        return readable;
    }

    // On a thread of its own, which ends with the value it was given.
    private static bool RaisesPriority()
    {
        var raised = false;
        var thread = new Thread(() => raised = SetPriority.Invoke(SetPriority.PRIO_PROCESS, 0, -1) == 0);
        thread.Start();
        thread.Join();
        return raised;
    }
}
