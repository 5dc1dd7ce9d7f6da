using System.CommandLine;
using OProf.Analysis.Profiles.Live;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace OProf.Cli;

/// <summary><c>oprof top</c>: what has the most samples just now.</summary>
internal sealed class TopCommand : Command
{
    private const int DefaultFirst = 20;
    private const long Memory = 64L << 20;

    private readonly Option<int[]> _pid = new("--pid", "-p")
    { Description = "Processes to attach to: 12,34. [default: the whole system]", HelpName = "ids", CustomParser = OptionValues.Numbers };

    private readonly Option<int?> _follow = new("--follow")
    { Description = "Follow the session of another process, in place of starting one.", HelpName = "id" };

    private readonly Option<string[]> _event = new("--event", "-e")
    { Description = "Events as 'perf list' names them. [default: cycles]", HelpName = "events" };

    private readonly Option<int?> _frequency = new("--frequency", "-F")
    { Description = "Samples a second and CPU. [default: 999]", HelpName = "hertz" };

    private readonly Option<LiveKey> _by = new("--by")
    {
        Description = "What there is a row for: symbol, process, thread, image; marker with --follow. [default: symbol]",
        HelpName = "key",
        DefaultValueFactory = static _ => LiveKey.Symbol,
    };

    private readonly Option<TimeSpan?> _interval = new("--interval", "-i")
    { Description = "Time between two refreshes. [default: 1 s]", HelpName = "time", CustomParser = OptionValues.Interval };

    private readonly Option<int?> _first = new("--first")
    { Description = "Rows of each event. [default: 20]", HelpName = "rows", CustomParser = OptionValues.Positive };

    private readonly Option<int?> _count = new("--count", "-n")
    { Description = "Number of refreshes. [default: until Ctrl+C, or the session's end]", HelpName = "number", CustomParser = OptionValues.Positive };

    internal TopCommand()
        : base("top", "Show what has the most samples just now, over and over, until Ctrl+C: in place at a terminal, else one below the other.")
    {
        foreach (var option in new Option[] { _pid, _follow, _event, _frequency, _by, _interval, _first, _count })
            Add(option);
        Validators.Add(Validate);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[]? events = parsed.GetValue(_event) is { Length: > 0 } given ? given : null;
        var follow = parsed.GetValue(_follow);
        try
        {
            using var cancel = new CancelSignals();
            using var session = follow is { } process
                ? Capture.Sessions.Publishing.PublishedSession.Find(process, null, null).Connect()
                : (Session)CaptureSession.Start(Request(parsed, events));
            var top = new LiveTop(session, parsed.GetValue(_by), follow is null ? null : events, cancel.Token);
            new TopScreen(parsed.GetValue(_first) ?? DefaultFirst, parsed.GetValue(_count) ?? int.MaxValue, parsed.GetValue(_interval) ?? TimeSpan.FromSeconds(1))
                .Run(session, top, cancel.Token);
            SessionText.SayNotices(session.Notices);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
        catch (CaptureException e)
        {
            return ExitCode.Fail(e);
        }
    }

    private CaptureOptions Request(ParseResult parsed, string[]? events)
    {
        var options = new CaptureOptions
        {
            ProcessIds = parsed.GetValue(_pid) ?? [],
            Frequency = parsed.GetValue(_frequency),
            CallGraph = CallGraphMode.None,
            Mode = BufferRetention.Overwrite,
            MaxMemory = Memory,
            PublishedSize = 0,
        };
        return events is null ? options : options with { Events = events };
    }

    private void Validate(CommandResult result)
    {
        bool follows = result.GetResult(_follow) is { Implicit: false };
        if (follows && (result.GetResult(_pid) is { Implicit: false } || result.GetResult(_frequency) is { Implicit: false }))
            result.AddError("--follow takes a session as it is: without --pid and --frequency.");
        if (!follows && result.GetResult(_by)?.Tokens.Any(static token => token.Value.Equals(nameof(LiveKey.Marker), StringComparison.OrdinalIgnoreCase)) == true)
            result.AddError("--by marker goes with --follow: only sessions that record markers have hits.");
    }
}
