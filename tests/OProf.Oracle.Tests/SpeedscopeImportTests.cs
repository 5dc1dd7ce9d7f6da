using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>What speedscope's own importer makes of the files that OProf writes.</summary>
public sealed partial class SpeedscopeImportTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-speedscope-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Takes_each_format_that_it_knows_with_the_same_shares()
    {
        Capture.Require(CaptureCapability.OwnProcess);
        using var session = CaptureSession.Start(Capture.Options with { Command = [Workload.Build("shares"), "1000"], ExcludeKernel = true });
        Capture.WaitForEnd(session);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        var stop = limit.Token;
        var report = SampleReport.Measure(session, [ProfileKey.Symbol]);

        // The page of a flame graph has the whole of speedscope in a frame.
        string page = Path.Combine(_folder, "page.html");
        using (var stream = File.Create(page))
            FlameGraphPage.Write(Profile.Of(session, cancellation: stop), stream, new FlameGraphOptions { Title = "page" }, stop);
        await using var browser = await Browser.Open(page, stop);
        await browser.Until("document.querySelectorAll('#chart g.frame').length > 5", stop);
        await browser.Evaluate("document.getElementById('sandwich').click()", stop);
        await browser.Until("speedscope.contentDocument.querySelectorAll('tr').length > 3", stop);

        foreach (var (format, name) in new[]
        {
            (CaptureFormat.Speedscope, "a.speedscope.json"), (CaptureFormat.Pprof, "b.pprof"), (CaptureFormat.Folded, "c.folded"), (CaptureFormat.Chrome, "d.trace.json"),
        })
        {
            string file = Path.Combine(_folder, name);
            CaptureExport.Save(session, format, file);
            var rows = await Import(browser, file, stop);

            // Sandwich's column of self times: rounded where it has a unit. Of Chrome's format speedscope takes the time from sample
            // to sample in place of the weights, so that the last sample has none.
            Assert.All(
                report.Rows.Where(row => format != CaptureFormat.Chrome || row.TotalSamples > 1),
                row => Assert.True(rows.ContainsKey(row.Symbol!), $"{name}: {row.Symbol}"));
            foreach (var row in report.Rows.Where(static row => row.Samples > 0))
            {
                if (format == CaptureFormat.Folded)
                    Assert.Equal(row.Period, rows[row.Symbol!]);
                else if (format != CaptureFormat.Chrome)
                    Assert.InRange(rows[row.Symbol!], row.Period * 0.998, row.Period * 1.002);
            }

            Assert.Equal(["share_50", "share_25", "share_15", "share_10"], rows.OrderByDescending(static row => row.Value).Select(static row => row.Key).Take(4));
        }

        Assert.Empty(browser.Errors);
    }

    /// <summary>Has speedscope open a file.</summary>
    /// <returns>Its functions with their self weights: nanoseconds, where it has a unit of time.</returns>
    private static async Task<Dictionary<string, double>> Import(Browser browser, string file, CancellationToken stop)
    {
        string name = Path.GetFileName(file);
        await browser.Evaluate("for (const table of speedscope.contentDocument.querySelectorAll('table')) table.id = 'before'", stop);
        await browser.Evaluate(
            $"speedscope.contentWindow.speedscope.loadFileFromBase64('{name}', '{Convert.ToBase64String(await File.ReadAllBytesAsync(file, stop))}')", stop);
        await browser.Until(
            "[...speedscope.contentDocument.querySelectorAll('table')].some(table => table.id !== 'before' && table.rows.length > 3) || speedscope.contentDocument.body.innerText.includes('went wrong')", stop);
        string table = (string)(await browser.Evaluate(
            "[...speedscope.contentDocument.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.textContent).join('\\t')).join('\\n')", stop))!;
        return table.Split('\n').Skip(1).Select(static row => row.Split('\t')).ToDictionary(static row => row[2], static row => Weight(row[1]));
    }

    // "498.65ms (50%)", "498,649,860 (50%)"
    private static double Weight(string cell)
    {
        var parts = WeightCell().Match(cell);
        Assert.True(parts.Success, cell);
        return double.Parse(parts.Groups[1].ValueSpan, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            * parts.Groups[2].Value switch { "" or "ns" => 1, "µs" => 1e3, "ms" => 1e6, "s" => 1e9, _ => throw new FormatException(cell) };
    }

    [GeneratedRegex(@"^([\d.,]+)(ns|µs|ms|s|) \(")]
    private static partial Regex WeightCell();
}
