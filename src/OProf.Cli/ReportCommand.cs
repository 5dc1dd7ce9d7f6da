using System.CommandLine;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
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
        Description = "Keys of the report: process, thread, image, symbol, cpu, mode, event, reason. [default: symbol; process,reason,symbol with --off-cpu]",
        HelpName = "keys",
        CustomParser = OptionValues.Keys,
    };

    private readonly Option<bool> _offCpu = new("--off-cpu")
    { Description = "Report where threads were off the CPU, and how long, of a capture that was made so." };

    private readonly Option<int> _top = new("--top")
    { Description = "Rows of the report; 0 for all.", HelpName = "rows", DefaultValueFactory = static _ => DefaultTop };

    private readonly Option<bool> _self = new("--self")
    { Description = "Only where samples were taken, without what was called from there: call chains are not looked at, which is faster." };

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
        Validators.Add(Validate);
        SetAction(parsed => Run(
            parsed.GetRequiredValue(_path), parsed.GetValue(_recover), parsed.GetValue(_output), parsed.GetValue(_by) ?? [], parsed.GetValue(_offCpu), parsed.GetValue(_top),
            parsed.GetValue(_self)));
    }

    private static int Run(string path, bool recover, string? output, IReadOnlyList<ProfileKey> by, bool offCpu, int top, bool selfOnly)
    {
        try
        {
            using var session = CaptureImport.Open(path, new ImportOptions { Recover = recover });
            using (var file = output is null ? null : new SampleFile(output))
                file?.Write(SampleResolver.For(session));
            if (output == SampleFile.StandardOutput)
                SessionText.SayNotices(session.Notices);
            else
                SessionText.Report(session, by, offCpu, top, selfOnly);
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

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_top) < 0)
            result.AddError("--top is a number of rows, 0 or more.");
        OptionValues.CheckKeys(result, _by, _offCpu);
    }
}
