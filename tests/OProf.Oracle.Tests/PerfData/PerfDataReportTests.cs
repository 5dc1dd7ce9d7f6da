using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using Xunit;

namespace OProf.Oracle.Tests.PerfData;

/// <summary>Files of several kinds, added up beside perf report.</summary>
public partial class PerfDataReportTests(ITestOutputHelper output)
{
    // Of several events perf cuts names at the width that another event's have, even between separators.
    private const string CommandWidth = "0,0,0,32,0,0";

    private readonly PerfNames _names = new();

    // Programs of others (other tests, compilers) that went, perhaps between perf's look at them and ours.
    private readonly HashSet<string> _gone = [];

    [Theory]
    [InlineData("-e", "cpu-clock")]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "{cpu-clock,task-clock,page-faults,context-switches}")]
    [InlineData("-e", "{cpu-clock,task-clock,page-faults}:S")]
    [InlineData("-e", "cpu-clock,page-faults", "-a")]
    [InlineData("-e", "cpu-clock,page-faults", "-g")]
    [InlineData("-e", "cpu-clock", "-a", "-g")]
    [InlineData("-e", "{cpu-clock,page-faults}", "-a")]
    [InlineData("-e", "cpu-clock", "-z", "-g", "--buildid-mmap")]
    [InlineData("-e", "cpu-clock", "--per-thread")]
    [InlineData("-e", "page-faults", "-c", "1", "-z", "--buildid-mmap")]
    public void Counts_periods_and_shares_are_those_of_perf_report(params string[] options)
    {
        using var file = PerfDataFile.Record(options);
        Compare(file, leastRows: 5);
    }

    [Theory]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock,page-faults", "-a")]
    public void Counts_periods_and_shares_of_a_pipe_are_those_of_perf_report(params string[] options)
    {
        using var file = PerfDataFile.RecordPiped(options);
        Compare(file, leastRows: 5);
    }

    /// <summary>Some 80 MB.</summary>
    [Fact]
    public void Counts_periods_and_shares_of_a_large_file_are_those_of_perf_report()
    {
        using var file = PerfDataFile.RecordWorkload(["fault_chains", "300000"], "-e", "page-faults", "-c", "1", "-g", "-m", "32M");
        Compare(file, leastRows: 3);
    }

    /// <summary>An export of a file, by perf, is what the file is to OProf.</summary>
    [Theory]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock,page-faults", "-a")]
    [InlineData("-e", "{cpu-clock,task-clock,page-faults}:S")]
    public void Perf_reports_an_export_as_OProf_does_the_capture(params string[] options)
    {
        using var file = PerfDataFile.Record(options);
        Compare(Theirs(file.Export()), Ours(file.Path), leastRows: 5);
    }

    private void Compare(PerfDataFile file, int leastRows)
    {
        Compare(Theirs(file.Path), Ours(file.Path), leastRows);
        CompareAddedUp(file.Path, namesSuffice: false);
        CompareAddedUp(file.Path, namesSuffice: true);
    }

    private void Compare(
        Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> theirs,
        Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> ours, int leastRows)
    {
        Assert.InRange(theirs.Count, leastRows, int.MaxValue);
        theirs = WithoutGone(theirs);
        ours = WithoutGone(ours);
        output.WriteLine($"{theirs.Count} rows of {theirs.Values.Sum(row => row.Samples)} samples");
        var differences = new List<string>();
        foreach (var key in theirs.Keys.Union(ours.Keys))
        {
            var their = theirs.GetValueOrDefault(key) ?? new ReportRow();
            var our = ours.GetValueOrDefault(key) ?? new ReportRow();
            bool isSame = our.Samples == their.Samples && our.Period == their.Period && (their.Rows > 1 || our.Share == their.Share);
            if (!isSame)
                differences.Add($"{key}: {our.Samples} samples, {our.Period}, {our.Share}, not {their.Samples}, {their.Period}, {their.Share}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {theirs.Count} rows differ:\n{string.Join('\n', differences.Take(20))}");
    }

    // Which functions the samples in them were of, only who looked in time can say; that they were in them, both must.
    private Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> WithoutGone(
        Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> rows)
    {
        var joined = new Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow>();
        foreach (var (key, row) in rows)
        {
            if (!_gone.Contains(key.Image))
                joined[key] = row;
            else
                Add(joined, key with { Symbol = "any" }, row.Samples, row.Period, null);
        }

        return joined;
    }

    // The report that is made without looking at each sample is that of all samples.
    private static void CompareAddedUp(string path, bool namesSuffice)
    {
        ProfileKey[] by = [ProfileKey.Process, ProfileKey.Image, ProfileKey.Symbol];
        using var session = CaptureImport.Open(path, new ImportOptions { WithChains = true, NamesSuffice = namesSuffice });
        var oneByOne = new SampleReportBuilder(by);
        foreach (var sample in SampleResolver.For(session).Samples())
            oneByOne.Add(sample);
        Assert.Equal(oneByOne.Build().Rows.Select(Text), SampleReport.Measure(session, by).Rows.Select(Text));

        static string Text(SampleReportRow row) =>
            $"{row.Event} {row.ProcessId} {row.Command} {row.Image} {row.Symbol} {row.Samples} {row.Period} {row.TotalSamples} {row.Share:R} {row.Total:R}";
    }

    private Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> Ours(string path)
    {
        using var session = CaptureImport.Open(path);
        var rows = new Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow>();
        var totals = new Dictionary<string, long>();
        foreach (var sample in SampleResolver.For(session).Samples())
        {
            // perf takes each value of a group for a sample of its event, and one of nothing for none.
            var values = sample.GetValues();
            (string Event, long Period)[] samples = values.Count == 0
                ? [(sample.Event, sample.Period)]
                : [.. values.Where(value => value.Value > 0).Select(value => (value.Event, (long)value.Value))];
            foreach (var (name, period) in samples)
            {
                string image = PerfNames.Image(Path.GetFileName(sample.Image.StartsWith('/') ? sample.Image : '/' + sample.Image));
                image = sample.Image == "//anon" ? sample.Image : image;
                if (sample.Image.StartsWith('/') && sample.Image != "//anon" && !File.Exists(sample.Image))
                    _gone.Add(image);
                Add(rows, (name, sample.Command.TrimEnd(), image, _names.Symbol(sample.Image, sample.Symbol)), 1, period, null);
                totals[name] = totals.GetValueOrDefault(name) + period;
            }
        }

        foreach (var (key, row) in rows)
            row.Share = (100.0 * row.Period / totals[key.Event]).ToString("F2", CultureInfo.InvariantCulture) + "%";
        return rows;
    }

    private Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> Theirs(string path)
    {
        var rows = new Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow>();
        string name = "";
        string text = Tool.Run(
            "perf", "report", "--stdio", "--no-children", "-g", "none", "--no-group", "-s", "comm,dso,sym", "-F", "overhead,sample,period,comm,dso,sym",
            "-t", "|", "-w", CommandWidth, "-i", path);
        foreach (string line in text.Split('\n'))
        {
            if (EventLine().Match(line) is { Success: true } heading)
                name = heading.Groups[1].Value;
            if (line.StartsWith('#') || line.Length == 0)
                continue;
            string[] fields = [.. line.Split('|', 6).Select(field => field.Trim())];
            Assert.True(fields.Length == 6, $"perf report: {line}");
            string symbol = fields[5][4..];
            if (symbol.StartsWith("0x", StringComparison.Ordinal))
                symbol = "[unknown]";
            Add(
                rows, (name, fields[3], PerfNames.Image(fields[4]), _names.Symbol(fields[4], symbol)),
                long.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[2], CultureInfo.InvariantCulture), fields[0]);
        }

        return rows;
    }

    private static void Add(
        Dictionary<(string Event, string Command, string Image, string Symbol), ReportRow> rows,
        (string Event, string Command, string Image, string Symbol) key, long samples, long period, string? share)
    {
        if (!rows.TryGetValue(key, out var row))
            rows[key] = row = new ReportRow();
        row.Samples += samples;
        row.Period += period;
        row.Share = share;
        row.Rows++;
    }

    [GeneratedRegex(@"^# Samples: .* of events? '(.*)'$")]
    private static partial Regex EventLine();
}
