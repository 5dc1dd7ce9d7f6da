using System.CommandLine;
using System.Globalization;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Comparison;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary><c>oprof compare</c>: what differs between two recordings.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Argument<string> _baseline = new("baseline") { Description = "The recording that the other one is compared with." };

    private readonly Argument<string> _capture = new("capture") { Description = "The other recording." };

    private readonly Option<bool> _withCallees = new("--with-callees")
    { Description = "Count for a function also what was taken in those that it called." };

    private readonly Option<bool> _byStack = new("--by-stack")
    { Description = "Compare call chains in place of functions." };

    private readonly Option<double> _minimumShare = new("--min-share")
    {
        Description = "Share that a row has at least in one of them where it is not significant, 0 to 1.",
        HelpName = "share",
        DefaultValueFactory = static _ => ComparisonOptions.DefaultMinimumShare,
    };

    internal CompareCommand()
        : base("compare", "Print what differs between two recordings, and whether it is more than chance.")
    {
        Add(_baseline);
        Add(_capture);
        Add(_withCallees);
        Add(_byStack);
        Add(_minimumShare);
        Validators.Add(result =>
        {
            if (result.GetValue(_minimumShare) is not (>= 0 and <= 1))
                result.AddError("--min-share is a share from 0 to 1.");
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(_baseline);
        try
        {
            var baseline = Read(path);
            path = parsed.GetRequiredValue(_capture);
            var capture = Read(path);
            var comparison = ProfileComparison.Of(baseline, capture, new ComparisonOptions
            {
                By = parsed.GetValue(_byStack) ? ComparisonKey.Stack : ComparisonKey.Symbol,
                WithCallees = parsed.GetValue(_withCallees),
                MinimumShare = parsed.GetValue(_minimumShare),
            });
            using (var text = new StreamWriter(Console.OpenStandardOutput()))
                Write(text, comparison);
            SessionText.SayNotices([.. baseline.Notices, .. capture.Notices, .. comparison.Notices]);
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

    private static Profile Read(string path)
    {
        using var session = CaptureImport.Open(path, new ImportOptions());
        return Profile.Of(session);
    }

    private static void Write(StreamWriter writer, ProfileComparison comparison)
    {
        string? name = null;
        foreach (var row in comparison.Rows)
        {
            if (row.Event != name)
            {
                writer.WriteLine($"{(name is null ? "" : "\n")}{row.Event}: {row.Capture} with the baseline {row.Baseline}");
                writer.WriteLine($"{"Before",8} {"After",8} {"Points",7} {"Chance",9}  {"Change",-9}  Symbol");
                name = row.Event;
            }

            string change = row.Change == ShareChange.None ? "" : row.IsSignificant ? row.Change.ToString() : $"({row.Change})";
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * row.BaselineShare,7:F2}% {100 * row.Share,7:F2}% {100 * row.Difference,7:+0.00;-0.00;0.00} {row.AdjustedPValue,9:0.0e+0}  {change,-9}  {row.CallStack ?? $"{row.Symbol} ({row.Image})"}"));
        }
    }
}
