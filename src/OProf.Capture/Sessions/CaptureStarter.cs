using OProf.Capture.Native;
using OProf.Capture.Recording;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Events;
using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>Opens what a session needs, in this order, and on a failure undoes exactly what was made.</summary>
internal static class CaptureStarter
{
    /// <summary>Opens everything and begins to sample; the loop that reads it is made, not started.</summary>
    /// <param name="session">The session.</param>
    /// <param name="held">The options' command where it is held already, from now on the session's; null to launch it here.</param>
    /// <exception cref="CaptureException">Something could not be had; nothing is left open then.</exception>
    public static CaptureLoop Start(CaptureSession session, LaunchedCommand? held)
    {
        var options = session.Options;
        CaptureOptionsCheck.Check(options);
        var selection = EventSelection.Parse(string.Join(',', options.Events));
        int[] cpus = CaptureOptionsCheck.Cpus(options.Cpus);
        var processes = TargetProcesses.Find(options);
        var command = held;
        PerfEventSource? source = null;
        WakeEvent? wake = null;
        SessionRecorder? recorder = null;
        try
        {
            wake = new WakeEvent();
            if (options.Path is { } path)
                recorder = SessionRecorder.Create(session, path, options.Force, cpus, waitsForRoom: false);
            if (options.Command is not null)
            {
                command ??= LaunchedCommand.Hold(options.Command, options.WorkingDirectory, options.CommandOutput);
                processes = [command.Result.ProcessId];
            }

            var plan = new PerfEventPlan
            {
                Groups = selection.Groups,
                Cpus = cpus,
                ProcessIds = processes,
                RingSize = options.BufferSize,
                Sampling = new SamplingOptions
                {
                    Frequency = (ulong)(options.Frequency ?? CaptureOptions.DefaultFrequency),
                    Period = (ulong?)options.Period,
                    CallChain = options.CallGraph == CallGraphMode.FramePointer,
                    ExcludeKernel = options.ExcludeKernel,
                    ExcludeUser = options.ExcludeUser,
                    EnableOnExec = command is not null,
                    Inherit = processes is not null,

                    // On a machine that switches 300,000 times a second these records alone are 30 MB a second: they slow
                    // the work down, and fill the rings. Attribution needs them for the last moments of a task only.
                    ContextSwitches = processes is not null || options.OffCpu,
                    CountLost = true,
                    Cgroup = CgroupSampling.IsSupported,
                },
                SwitchOuts = options.OffCpu,
            };
            source = PerfEventSource.Open(plan, session.AddNotice);
            if (!plan.Sampling.Cgroup)
                session.AddNotice("OProfKernelFeatureMissing", CgroupSampling.Missing);
            return Begin(session, plan, source, wake, command, processes, recorder);
        }
        catch
        {
            recorder?.Undo();
            source?.Dispose();
            command?.Dispose();
            wake?.Dispose();
            throw;
        }
    }

    private static CaptureLoop Begin(
        CaptureSession session, PerfEventPlan plan, PerfEventSource source, WakeEvent wake,
        LaunchedCommand? command, IReadOnlyList<int>? processes, SessionRecorder? recorder)
    {
        var states = new CpuState[plan.Cpus.Count];
        for (int i = 0; i < states.Length; i++)
            states[i] = new CpuState(new CpuLedger(plan.Cpus[i]));
        var spaces = new AddressSpaces(plan.Cpus);
        var scanner = new ProcessScanner();
        var groups = new CgroupScanner();
        var cgroups = new CgroupPaths(groups);
        var sync = new PerfRecordSync(
            new EventStreamWriter(session.Buffer), session.Tables, spaces, source.Ids, states, source.Format, scanner)
        {
            MaxSamples = session.Options.MaxSamples ?? long.MaxValue,
            MemoryLimit = session.Options.KeepsWindow ? long.MaxValue : session.MemoryLimit,
            KernelSymbol = session.AddKernelSymbol,
            OffCpuEvent = session.Options.OffCpu ? source.Definitions.Count : -1,
            Pauses = session.Pauses,
            Cgroups = cgroups,
        };
        IReadOnlyList<string> derived = session.Options.OffCpu ? OffCpuEvents.Names : [];
        session.Describe(
            TargetText(session.Options, processes), [.. source.Definitions.Select(d => d.Name), .. derived], [.. GroupsOf(plan), .. derived.Select(_ => (IReadOnlyList<int>)[])],
            [.. states.Select(s => s.Ledger)], source.RingSize);
        foreach (var ring in source.Rings)
            wake.Watch(ring.Fd);
        session.Begin((ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC));
        if (command is not null)
        {
            spaces.AddThread(command.Result.ProcessId, command.Result.ProcessId, 0);
        }
        else
        {
            // Changes that happen while /proc is read come as records, and are applied on top of what was read.
            source.StartTracking();
            if (processes is null)
                scanner.AddAll(spaces, session.Tables);
            foreach (int processId in processes ?? [])
                scanner.TryAdd(processId, spaces, session.Tables);
            groups.TryAddAll(cgroups);
        }

        var loop = new CaptureLoop(session, source, sync, spaces, wake, command, recorder, processes);
        try
        {
            loop.Markers.ConnectFirst(session.Options.Probes);
            if (session.Options.ScriptCalls is { } script)
                loop.Markers.ConnectScript(script);
            if (command is null)
            {
                source.StartSampling();
                sync.OffCpuStart = (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
            }

            return loop;
        }
        catch
        {
            loop.Markers.Dispose();
            throw;
        }
    }

    private static string TargetText(CaptureOptions options, IReadOnlyList<int>? processes) =>
        options.Command is not null ? "command: " + string.Join(' ', options.Command)
        : processes is null ? "system"
        : (processes.Count == 1 ? "process " : "processes ") + string.Join(", ", processes);

    private static List<IReadOnlyList<int>> GroupsOf(PerfEventPlan plan)
    {
        var groups = new List<IReadOnlyList<int>>();
        foreach (var group in plan.Groups)
        {
            int first = groups.Count;
            for (int member = 0; member < group.Events.Count; member++)
                groups.Add(member == 0 && group.HasMembers ? [.. Enumerable.Range(first, group.Events.Count)] : []);
        }

        return groups;
    }
}
