using System.CommandLine;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace OProf.Cli;

/// <summary><c>oprof report</c>: where the samples of a recording fell.</summary>
internal sealed class ReportCommand : Command
{
    private const int DefaultTop = 30;

    private readonly Argument<string> _path = new("capture") { Description = "The folder of the recording, or a file of perf record." };

    private readonly Option<bool> _recover = new("--recover")
    { Description = "Also read what lies in the buffers of a capture that was cut off." };

    private readonly Option<string?> _output = new("--output", "-o")
    { Description = "Write the samples as CSV; - for standard output, in place of the report.", HelpName = "file" };

    private readonly Option<ProfileKey[]> _by = new("--by")
    {
        Description = "Keys of the report: process, thread, image, symbol, line, address, cpu, cgroup, mode, event, time, reason. [default: symbol; process,reason,symbol with --off-cpu]",
        HelpName = "keys",
        CustomParser = OptionValues.Keys,
    };

    private readonly Option<bool> _offCpu = new("--off-cpu")
    { Description = "Report where threads were off the CPU, and how long, of a capture that was made so." };

    private readonly Option<int> _top = new("--top")
    { Description = "Rows of the report; 0 for all.", HelpName = "rows", DefaultValueFactory = static _ => DefaultTop };

    private readonly Option<bool> _self = new("--self")
    { Description = "Only where samples were taken, without what was called from there: call chains are not looked at, which is faster." };

    private readonly Option<bool> _tree = new("--tree")
    { Description = "Print who called whom, in place of the table." };

    private readonly Option<bool> _callers = new("--callers")
    { Description = "With --tree: from what was sampled to who called it." };

    private readonly Option<double> _minimumShare = new("--min-share")
    {
        Description = "With --tree: share that a node has at least, 0 to 1.",
        HelpName = "share",
        DefaultValueFactory = static _ => CallTreeOptions.DefaultMinimumShare,
    };

    internal ReportCommand()
        : base("report", "Print where the samples of a recording fell.")
    {
        Add(_path);
        Add(_recover);
        Add(_output);
        Add(_by);
        Add(_offCpu);
        Add(_top);
        Add(_self);
        Add(_tree);
        Add(_callers);
        Add(_minimumShare);
        Validators.Add(Validate);
        SetAction(parsed => Run(parsed, parsed.GetValue(_tree) ? PrintTree : PrintTable));
    }

    private int Run(ParseResult parsed, Action<Session, ParseResult> print)
    {
        string path = parsed.GetRequiredValue(_path);
        try
        {
            using var session = CaptureImport.Open(path, new ImportOptions
            {
                Recover = parsed.GetValue(_recover),
                WithChains = parsed.GetValue(_tree) || !parsed.GetValue(_self),
                NamesSuffice = parsed.GetValue(_tree) || !(parsed.GetValue(_by) ?? []).Any(static key => key is ProfileKey.Line or ProfileKey.Address or ProfileKey.Cpu),
            });
            print(session, parsed);
            SessionText.SayEnd(session);
            return ExitCode.Success;
        }
        catch (CaptureException e)
        {
            return ExitCode.Fail(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            return ExitCode.Fail(ImportErrors.Of(e, path)!);
        }
    }

    private void PrintTable(Session session, ParseResult parsed)
    {
        string? output = parsed.GetValue(_output);
        using (var file = output is null ? null : new SampleFile(output))
            file?.Write(SampleResolver.For(session));
        if (output == SampleFile.StandardOutput)
            SessionText.SayNotices(session.Notices);
        else
            SessionText.Report(session, parsed.GetValue(_by) ?? [], parsed.GetValue(_offCpu), parsed.GetValue(_top), parsed.GetValue(_self));
    }

    private void PrintTree(Session session, ParseResult parsed)
    {
        var tree = CallTree.Of(Profile.Of(session, new ProfileOptions { SumsSuffice = true }), new CallTreeOptions
        {
            Direction = parsed.GetValue(_callers) ? CallTreeDirection.Callers : CallTreeDirection.Callees,
            MinimumShare = parsed.GetValue(_minimumShare),
        });
        using (var text = new StreamWriter(Console.OpenStandardOutput()))
            TreeText.Write(text, tree);
        SessionText.SayNotices(tree.Notices);
    }

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_top) < 0)
            result.AddError("--top is a number of rows, 0 or more.");
        if (result.GetValue(_minimumShare) is not (>= 0 and <= 1))
            result.AddError("--min-share is a share from 0 to 1.");
        if (result.GetValue(_tree) && result.GetValue(_output) is not null)
            result.AddError("--tree and --output exclude each other.");
        OptionValues.CheckKeys(result, _by, _offCpu);
    }
}
