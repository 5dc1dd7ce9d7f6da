using System.Globalization;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>Refuses options that contradict each other or can't mean anything, before anything is opened.</summary>
internal static class CaptureOptionsCheck
{
    /// <exception cref="CaptureException">They can't be followed.</exception>
    public static void Check(CaptureOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Refused(
                CaptureErrorId.NotLinux, CaptureErrorCategory.NotSupported,
                "Capturing needs the Linux kernel's perf events.", "Capture on Linux; captures can be read everywhere, and Save-OProfEventPipe samples .NET processes.", options);
        }

        int targets = (options.Command is not null ? 1 : 0) + (options.ProcessIds.Count + options.ProcessNames.Count > 0 ? 1 : 0);
        Require(targets <= 1, "A session captures either a command or processes, not both.", options);
        Require(options.Frequency is null || options.Period is null, "A session samples by frequency or by period, not both.", options);
        Require(!(options.ExcludeKernel && options.ExcludeUser), "With kernel and user space both left out nothing is left to sample.", options);
        Require(options.Frequency is null or > 0, "The frequency has to be at least 1 Hz.", options.Frequency);
        Require(options.Period is null or > 0, "The period has to be at least 1.", options.Period);
        Require(options.Events.Count > 0, "There is no event to sample.", options);
        Require(options.MaxSamples is null or > 0, "The number of samples has to be at least 1.", options.MaxSamples);
        Require(options.Duration is null || options.Duration > TimeSpan.Zero, "The duration has to be longer than nothing.", options.Duration);
        Require(
            options.MaxMemory >= MinMaxMemory,
            string.Create(CultureInfo.InvariantCulture, $"The memory limit has to be at least {MinMaxMemory >> 20} MiB."), options.MaxMemory);
        Require(options.Path is null || options.Mode == BufferRetention.Discard, "A session either overwrites what is oldest or is written to a folder, not both.", options);
        Require(options.Last is null || options.Mode == BufferRetention.Overwrite, "Only a session that overwrites what is oldest keeps the last while.", options);
        Require(options.Last is null || options.Last > TimeSpan.Zero, "The while to keep has to be longer than nothing.", options.Last);
        Require(
            options.PublishedSize is 0 or (>= 128 << 10 and <= 1 << 30) && (options.PublishedSize == 0 || long.IsPow2(options.PublishedSize)),
            "The ring for other processes has to have a power of two of bytes between 128 KiB and 1 GiB, or none.", options.PublishedSize);
        Require(!options.OffCpu || options.Cpus is null, "Time off the CPU can be told only where threads are followed on all CPUs.", options);
        Require(options.Cpus is null or { Count: > 0 }, "There is no CPU to capture on.", options);
        Require(
            options.Command is null || options.WorkingDirectory is null || Directory.Exists(options.WorkingDirectory),
            $"There is no folder '{options.WorkingDirectory}' to start the command in.", options.WorkingDirectory);
        if (options.BufferSize is { } size)
            RingSizing.Check(size);
    }

    /// <summary>Least that a session can work in: the first chunk of the event buffer, the tables, and what one round adds.</summary>
    public const long MinMaxMemory = 4 << 20;

    /// <summary>The CPUs to capture on.</summary>
    /// <exception cref="CaptureException">One of them does not exist or is offline.</exception>
    public static int[] Cpus(IReadOnlyList<int>? asked)
    {
        int[] online = CpuList.Online();
        return asked is null ? online : Among(online, asked);
    }

    // Apart, for what it needs to be loaded is not loaded where nobody asked.
    private static int[] Among(int[] online, IReadOnlyList<int> asked)
    {
        foreach (int cpu in asked)
        {
            if (!online.Contains(cpu))
            {
                throw Refused(
                    CaptureErrorId.CpuOffline, CaptureErrorCategory.ObjectNotFound,
                    string.Create(CultureInfo.InvariantCulture, $"CPU {cpu} is not there or offline; online are {string.Join(", ", online)}."),
                    "Choose among the CPUs that are online (/sys/devices/system/cpu/online).", cpu);
            }
        }

        return [.. asked.Distinct().Order()];
    }

    private static void Require(bool condition, string message, object? target)
    {
        if (!condition)
            throw Refused("OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, message, "Leave one of them out, or change its value.", target);
    }

    private static CaptureException Refused(string id, CaptureErrorCategory category, string message, string remedy, object? target) =>
        new(new CaptureError(id, category, message, remedy), target);
}
