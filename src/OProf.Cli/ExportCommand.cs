using System.CommandLine;
using System.CommandLine.Parsing;
using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary><c>oprof export</c>: a recording in another format.</summary>
internal sealed class ExportCommand : Command
{
    private readonly Argument<string> _path = new("capture") { Description = "The folder of the recording, or a file of perf record." };

    private readonly Argument<string> _output = new("file")
    { Description = "Where to write it; - for standard output. One that is there is replaced, when all is written." };

    private readonly Option<CaptureFormat?> _format = new("--format", "-f")
    {
        Description = $"The format: {string.Join(", ", Enum.GetNames<CaptureFormat>()).ToLowerInvariant()}. [default: by the file's name]",
        HelpName = "format",
        CustomParser = Format,
    };

    private readonly Option<string[]> _event = new("--event", "-e")
    { Description = "Only samples of this event; may be given several times.", HelpName = "event" };

    private readonly Option<int[]> _process = new("--pid", "-p")
    { Description = "Only samples of these processes.", HelpName = "pids", CustomParser = OptionValues.Numbers };

    private readonly Option<bool> _recover = new("--recover")
    { Description = "Also read what lies in the buffers of a capture that was cut off." };

    private readonly Option<bool> _force = new("--force")
    { Description = "Replace a file that is read-only, or a recording that is in the folder." };

    internal ExportCommand()
        : base("export", "Write a recording in a format that other tools read.")
    {
        Add(_path);
        Add(_output);
        Add(_format);
        Add(_event);
        Add(_process);
        Add(_recover);
        Add(_force);
        Validators.Add(result =>
        {
            if (result.GetValue(_output) == SampleFile.StandardOutput && result.GetResult(_format) is null)
                result.AddError("Standard output has no name to tell the format by: name it with --format.");
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(_path);
        using var signals = new CancelSignals();
        try
        {
            // A name that says nothing is found before the recording is read.
            string output = parsed.GetRequiredValue(_output);
            var format = parsed.GetValue(_format) ?? CaptureExporter.ForName(output)?.Format ?? throw ExportErrors.UnknownFormat(output);
            using var session = CaptureImport.Open(path, new ImportOptions
            {
                Recover = parsed.GetValue(_recover),
                WithChains = CaptureExporter.Of(format).SumsSuffice,
                NamesSuffice = true,
                Cancellation = signals.Token,
            });
            var options = new ExportOptions
            {
                Events = parsed.GetValue(_event),
                ProcessIds = parsed.GetValue(_process),
                Cancellation = signals.Token,
            };
            var notices = Write(session, format, output, options, parsed.GetValue(_force));
            SessionText.SayNotices([.. session.Notices, .. notices]);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Fail("interrupted; nothing was written.");
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

    private static IReadOnlyList<SessionNotice> Write(Session session, CaptureFormat format, string output, ExportOptions options, bool force)
    {
        if (output != SampleFile.StandardOutput)
            return CaptureExport.Save(session, format, output, options, force);
        using var stream = Console.OpenStandardOutput();
        return CaptureExport.Write(session, format, new TargetStream(stream, "standard output"), options);
    }

    // Enum.TryParse would take a number too.
    private static CaptureFormat? Format(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out CaptureFormat format))
            return format;
        result.AddError($"'{text}' is no format; there are {string.Join(", ", Enum.GetNames<CaptureFormat>()).ToLowerInvariant()}.");
        return null;
    }
}
