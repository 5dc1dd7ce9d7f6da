using System.Text;
using System.Text.Json;
using OProf.Analysis.Baselines;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Baselines;

public class BaselineTextTests
{
    private static Baseline Example { get; } = new()
    {
        Name = "parse \"big\" é.xml",
        Reference = "sort",
        Repeat = 3,
        WarmUp = 1,
        RunTime = TimeSpan.FromMilliseconds(250),
        Machine = MeasuredBaseline.Machine,
        Version = "0.1.0",
        Counters = [new("task-clock", "ns", [250123456, 250223456, 250323456]), new("page-faults", "", [100, 100, 100])],
        Ratios = [new("task-clock", "", [1.51234567, 1.51334567, 1.51434567])],
        Profile = new BaselineProfile
        {
            Event = "cpu-clock",
            IsUserOnly = true,
            Frequency = 4999,
            Samples = 10000,
            Freedom = 2,
            Symbols = [new("b<int>!x", "program", 0.3123456, 0.0123), new("a", "libc.so.6", 0.6876544, 0.0123)],
            Stacks = [new("main;b<int>!x", 0.3123456), new("main;a", 0.6876544)],
        },
    };

    [Fact]
    public void Keys_are_sorted_lines_are_stable_and_no_digit_is_there_that_the_spread_does_not_support()
    {
        Assert.Equal(
            """
            {
              "counters": {
                "page-faults": { "unit": "", "values": [100, 100, 100] },
                "task-clock": { "unit": "ns", "values": [250120000, 250220000, 250320000] }
              },
              "machine": {
                "architecture": "x86_64",
                "cpus": 2,
                "id": "0123456789ab",
                "kernel": "6.1.0",
                "processor": "A processor"
              },
              "name": "parse \"big\" é.xml",
              "oprof": "0.1.0",
              "profile": {
                "event": "cpu-clock",
                "freedom": 2,
                "frequency": 4999,
                "mode": "user",
                "samples": 10000,
                "stacks": {
                  "main;a": 0.6877,
                  "main;b<int>!x": 0.3123
                },
                "symbols": {
                  "libc.so.6!a": { "error": 0.012, "share": 0.688 },
                  "program!b<int>!x": { "error": 0.012, "share": 0.312 }
                }
              },
              "ratios": {
                "task-clock": { "unit": "", "values": [1.5123, 1.5133, 1.5143] }
              },
              "reference": "sort",
              "repeat": 3,
              "runMilliseconds": 250,
              "schema": "oprof-baseline",
              "version": 1,
              "warmUp": 1,
              "work": "command"
            }

            """,
            BaselineText.Of(Example));
    }

    [Fact]
    public void What_was_written_is_read_and_written_again_as_it_was()
    {
        string text = BaselineText.Of(Example);
        var read = Parse(text);
        Assert.Equal(text, BaselineText.Of(read));
        Assert.Equal(("b<int>!x", "program"), (read.Profile!.Symbols[1].Symbol, read.Profile.Symbols[1].Image));
        Assert.Equal(Example.Machine, read.Machine);
        Assert.Equal(Example.RunTime, read.RunTime);
        Assert.Equal(text, BaselineText.Of(Parse("\uFEFF" + text)));
        string bare = BaselineText.Of(MeasuredBaseline.Of() with { IsBlock = true });
        Assert.Equal(bare, BaselineText.Of(Parse(bare)));
    }

    // A bar stands before the place that the error is to name.
    [Theory]
    [InlineData("\"repeat\": 3", "\"repeat\": t|hree", "expected")]
    [InlineData("\"repeat\": 3", "\"repeat\": |0", "a whole number from 1 to 1000000 is expected.")]
    [InlineData("\"repeat\": 3", "\"repeat\": |\"3\"", "a number is expected.")]
    [InlineData("\"machine\": {\n    \"architecture\": \"x86_64\",", "\"machine\": |{", "'architecture' is missing in this object.")]
    [InlineData("\"repeat\": 3", "|\"repeats\": 3", "'repeats' is not known here; there are counters, machine,")]
    [InlineData("\"warmUp\": 1", "\"warmUp\": 1, |\"repeat\": 4", "'repeat' is there twice.")]
    [InlineData("\"share\": 0.688", "\"share\": |1.688", "a number from 0 to 1 is expected.")]
    [InlineData("\"libc.so.6!a\": ", "\"é libc.so.6 a\": |", "'é libc.so.6 a' has no '!' between image and function.")]
    [InlineData("{ \"error\": 0.012, \"share\": 0.688", "|{ \"share\": 0.688", "'error' is missing in this object.")]
    [InlineData("[100, 100, 100]", "|[]", "there is no value.")]
    [InlineData("[100, 100, 100]", "[100, |null, 100]", "a number is expected.")]
    [InlineData("\"mode\": \"user\"", "\"mode\": |\"kernel\"", "'kernel' is neither")]
    [InlineData("\"cpus\": 2", "\"cpus\": |[2]", "a number is expected.")]
    [InlineData("\"work\": \"command\"\n}\n", "\"work\": \"command\"\n|", "depth")]
    [InlineData("\"work\": \"command\"\n}\n", "\"work\": \"command\"\n}|}", "invalid")]
    [InlineData("\"name\": \"parse", "\"name\": \"pa|\n", "invalid")]
    public void A_file_that_was_edited_wrongly_is_refused_with_line_and_column(string from, string to, string what)
    {
        string text = BaselineText.Of(Example);
        Assert.Contains(from, text, StringComparison.Ordinal);
        text = text.Replace(from, to, StringComparison.Ordinal);
        int bar = text.IndexOf('|', StringComparison.Ordinal);
        string before = text[..bar];
        var error = Assert.Throws<CaptureException>(() => Parse(text.Replace("|", "", StringComparison.Ordinal)));
        Assert.Equal("OProfBaselineInvalid", error.Error.Id);
        Assert.StartsWith(
            $"'b.json', line {before.Count(letter => letter == '\n') + 1}, column {before.Length - before.LastIndexOf('\n')}: ", error.Error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2")]
    [InlineData("\"schema\": \"oprof-baseline\"", "\"schema\": \"other\"", "schema 'other'")]
    public void Another_version_or_schema_is_refused_before_anything_else(string from, string to, string what)
    {
        string text = BaselineText.Of(Example).Replace(from, to, StringComparison.Ordinal).Replace("\"repeat\": 3", "\"repetitions\": 3", StringComparison.Ordinal);
        var error = Assert.Throws<CaptureException>(() => Parse(text));
        Assert.Equal("OProfBaselineVersion", error.Error.Id);
        Assert.Contains(what, error.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{ \"schema\": \"oprof-baseline\", \"version\": 1, \"machine\": {{{{{{{{{{")]
    public void What_is_no_baseline_is_refused(string text) =>
        Assert.Equal("OProfBaselineInvalid", Assert.Throws<CaptureException>(() => Parse(text)).Error.Id);

    [Fact]
    public void Any_byte_that_is_lost_or_changed_is_an_error_of_ours_or_none()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(BaselineText.Of(Example));
        var random = new Random(3);
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                _ = BaselineReader.Parse(i % 2 == 0 ? changed : changed[..random.Next(changed.Length)], "b.json");
            }
            catch (CaptureException e)
            {
                Assert.Contains("line ", e.Error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_so() =>
        Assert.Equal("OProfBaselineNotRead", Assert.Throws<CaptureException>(() => BaselineReader.Read(Path.Combine(Path.GetTempPath(), "no", "such.json"))).Error.Id);

    [Fact]
    public void It_is_plain_JSON()
    {
        using var document = JsonDocument.Parse(BaselineText.Of(Example));
        Assert.Equal(0.688, document.RootElement.GetProperty("profile").GetProperty("symbols").GetProperty("libc.so.6!a").GetProperty("share").GetDouble());
    }

    private static Baseline Parse(string text) => BaselineReader.Parse(Encoding.UTF8.GetBytes(text), "b.json");
}
