using System.CommandLine;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace OProf.Cli;

/// <summary><c>oprof capture</c>: its options, and what they mean.</summary>
internal sealed class CaptureCommand : Command
{
    private const int DefaultTop = 30;
    private const double DefaultSeconds = 10;

    private readonly Option<int[]> _pid = new("--pid", "-p")
    { Description = "Processes to attach to: 12,34.", HelpName = "ids", CustomParser = OptionValues.Numbers };

    private readonly Option<string[]> _processName = new("--process-name")
    { Description = "Names of processes to attach to; * and ? match.", HelpName = "name" };

    private readonly Option<int[]> _cpu = new("--cpu", "-C")
    { Description = "CPUs to capture on: 0,2-3. [default: all]", HelpName = "cpus", CustomParser = OptionValues.Numbers };

    private readonly Option<string[]> _event = new("--event", "-e")
    { Description = "Events as 'perf list' names them, with modifiers and groups. [default: cycles]", HelpName = "events" };

    private readonly Option<int?> _frequency = new("--frequency", "-F")
    { Description = "Samples a second and CPU. [default: 999]", HelpName = "hertz" };

    private readonly Option<long?> _period = new("--period", "-c")
    { Description = "Take a sample every so many occurrences; nanoseconds for the clocks.", HelpName = "count" };

    private readonly Option<CallGraphMode> _callGraph = new("--call-graph")
    {
        Description = "How call chains are taken: fp or none. [default: fp]",
        HelpName = "mode",
        CustomParser = OptionValues.CallGraph,
        DefaultValueFactory = static _ => CallGraphMode.FramePointer,
    };

    private readonly Option<TimeSpan?> _duration = new("--duration", "-d")
    {
        Description = "End after this time: seconds, or with ms, s, m, h. [default: 10 s for the whole system]",
        HelpName = "time",
        CustomParser = OptionValues.Duration,
    };

    private readonly Option<long?> _maxSamples = new("--max-samples") { Description = "End after this many samples.", HelpName = "count" };

    private readonly Option<long?> _bufferSize = new("--buffer-size")
    { Description = "Each CPU's ring, a power of two: 512K.", HelpName = "bytes", CustomParser = OptionValues.Bytes };

    private readonly Option<long?> _maxMemory = new("--max-memory")
    { Description = "Most that is kept of the capture. [default: 512M]", HelpName = "bytes", CustomParser = OptionValues.Bytes };

    private readonly Option<bool> _offCpu = new("--off-cpu")
    { Description = "Take the time that threads spend off the CPU, too, and report that." };

    private readonly Option<string?> _path = new("--path")
    { Description = "Write the capture to this folder while it runs, as Common Trace Format; memory stays small.", HelpName = "folder" };

    private readonly Option<bool> _force = new("--force") { Description = "Delete a recording that is in that folder." };

    private readonly Option<bool> _excludeKernel = new("--exclude-kernel") { Description = "Leave out samples in the kernel." };

    private readonly Option<bool> _excludeUser = new("--exclude-user") { Description = "Leave out samples in user space." };

    private readonly Option<string?> _output = new("--output", "-o")
    { Description = "Write the samples as CSV; - for standard output.", HelpName = "file" };

    private readonly Option<ProfileKey[]> _by = new("--by")
    {
        Description = "Keys of the report: process, thread, image, symbol, line, address, cpu, cgroup, mode, event, time, reason. [default: symbol; process,reason,symbol with --off-cpu]",
        HelpName = "keys",
        CustomParser = OptionValues.Keys,
    };

    private readonly Option<int> _top = new("--top")
    { Description = "Rows of the report; 0 for all. [default: 30]", HelpName = "rows", DefaultValueFactory = static _ => DefaultTop };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No report: one line of counts on standard error." };

    private readonly string[] _command;

    /// <param name="command">What stands behind <c>--</c>: the command to launch and its arguments.</param>
    internal CaptureCommand(string[] command)
        : base(
            "capture",
            "Take samples until the command or the time ends, or Ctrl+C; then print where they fell.\n"
            + "Behind -- stands a command to launch and its arguments: oprof capture [options] -- command [arguments]. Its exit code becomes oprof's.")
    {
        _command = command;
        foreach (var option in new Option[]
        {
            _pid, _processName, _cpu, _event, _frequency, _period, _callGraph, _duration, _maxSamples, _bufferSize, _maxMemory,
            _offCpu, _path, _force,
            _excludeKernel, _excludeUser, _output, _by, _top, _quiet,
        })
        {
            Add(option);
        }

        Validators.Add(Validate);
        SetAction(parsed => new CaptureRun(Request(parsed)).Run());
    }

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_top) < 0)
            result.AddError("--top is a number of rows, 0 or more.");
        OptionValues.CheckKeys(result, _by, _offCpu);
        if (result.GetValue(_force) && result.GetValue(_path) is null)
            result.AddError("--force goes with --path.");
        if (result.GetValue(_output) == "-" && _command.Length != 0)
            result.AddError("--output - and the command's own output would mix; write the samples to a file.");
    }

    private CaptureRequest Request(ParseResult parsed)
    {
        int[] processes = parsed.GetValue(_pid) ?? [];
        string[] names = parsed.GetValue(_processName) ?? [];
        int[] cpus = parsed.GetValue(_cpu) ?? [];
        string[] events = parsed.GetValue(_event) ?? [];
        var duration = parsed.GetValue(_duration);
        var maxSamples = parsed.GetValue(_maxSamples);
        bool isSystemWide = _command.Length == 0 && processes.Length == 0 && names.Length == 0;
        if (isSystemWide && duration is null && maxSamples is null)
            duration = TimeSpan.FromSeconds(DefaultSeconds);
        var options = new CaptureOptions
        {
            Command = _command.Length == 0 ? null : _command,
            ProcessIds = processes,
            ProcessNames = names,
            Cpus = cpus.Length == 0 ? null : cpus,
            Frequency = parsed.GetValue(_frequency),
            Period = parsed.GetValue(_period),
            CallGraph = parsed.GetValue(_callGraph),
            Duration = duration,
            MaxSamples = maxSamples,
            BufferSize = parsed.GetValue(_bufferSize),
            MaxMemory = parsed.GetValue(_maxMemory) ?? CaptureOptions.DefaultMaxMemory,
            OffCpu = parsed.GetValue(_offCpu),
            Path = parsed.GetValue(_path),
            Force = parsed.GetValue(_force),
            ExcludeKernel = parsed.GetValue(_excludeKernel),
            ExcludeUser = parsed.GetValue(_excludeUser),
        };
        if (events.Length != 0)
            options = options with { Events = events };
        return new CaptureRequest(
            options, parsed.GetValue(_output), parsed.GetValue(_by) ?? [], parsed.GetValue(_offCpu), parsed.GetValue(_top), parsed.GetValue(_quiet));
    }
}
