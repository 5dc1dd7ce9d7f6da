using System.Collections.Concurrent;
using Xunit;

namespace OProf.PowerShell.Tests.PesterSuite;

/// <summary>
/// The Pester suite as test cases: one for each It. Each file runs once, in a pwsh of its own, when the first of its
/// cases is asked for. Where Pester cannot run, each file is one case, skipped with the reason.
/// </summary>
public sealed class PesterSuiteTests
{
    private const string WholeFile = "(all)";
    private static readonly ConcurrentDictionary<string, Lazy<PesterRun>> s_runs = new();

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        var found = PesterRun.Of(PesterFiles.All, discoverOnly: true);
        foreach (string file in PesterFiles.All.Select(path => Path.GetFileName(path)))
        {
            string[] tests = [.. found.Results.Where(result => result.File == file && result.Test.Length > 0).Select(result => result.Test).Distinct()];
            foreach (string test in tests)
                data.Add(file, test);

            // What keeps a file's tests from being found, or from running, is reported by the file's own case.
            data.Add(file, WholeFile);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Passes(string file, string test)
    {
        string path = PesterFiles.All.Single(candidate => Path.GetFileName(candidate) == file);
        var run = s_runs.GetOrAdd(file, _ => new Lazy<PesterRun>(() => PesterRun.Of([path], discoverOnly: false))).Value;
        if (run.CannotRun is { } reason)
            Assert.Skip(reason);

        if (test == WholeFile)
        {
            Assert.True(run.Results.Any(result => result.Test.Length > 0), $"{file} has no tests, or Pester did not finish:\n{run.Output}");
            Assert.Empty(run.Results.Where(result => result.Test.Length == 0).Select(result => result.Message));
            return;
        }

        var results = run.Results.Where(result => result.Test == test).ToList();
        Assert.True(results.Count > 0, $"{file} did not run '{test}':\n{run.Output}");
        if (results.Find(result => result.Result is not ("Passed" or "Skipped")) is { } failed)
            Assert.Fail($"{failed.Result}: {failed.Message}");
        if (results.Find(result => result.Result == "Skipped") is { } skipped)
            Assert.Skip(skipped.Message.Length == 0 ? "Skipped without a reason." : skipped.Message);
    }
}
