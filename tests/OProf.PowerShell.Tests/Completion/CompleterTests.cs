using System.Management.Automation;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Tests.Hosting;
using Xunit;

namespace OProf.PowerShell.Tests.Completion;

public sealed class CompleterTests
{
    [Fact]
    public void OffersWhatBeginsAsWasTypedWhateverTheCase()
    {
        InstalledPowerShell.Require();
        Assert.Equal(["cpu-clock", "cpu-cycles"], Complete("CPU-", "cpu-clock", "cpu-cycles", "faults"));
    }

    [Fact]
    public void AStarInTheMiddleMatches()
    {
        InstalledPowerShell.Require();
        Assert.Equal(["L1-dcache-loads"], Complete("*dcache", "L1-dcache-loads", "faults"));
    }

    [Theory]
    [InlineData("plain-name.x", "plain-name.x")]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it''s'")]
    [InlineData("{a,b}:u", "'{a,b}:u'")]
    [InlineData("$x", "'$x'")]
    [InlineData("cpu/event=0x1/", "cpu/event=0x1/")]
    public void WhatIsNoBareWordIsQuoted(string candidate, string expected)
    {
        InstalledPowerShell.Require();
        Assert.Equal([expected], Complete("", candidate));
    }

    [Fact]
    public void AnOpeningQuoteIsNoPartOfTheWord()
    {
        InstalledPowerShell.Require();
        Assert.Equal(["'two words'"], Complete("'two", "two words", "three"));
    }

    [Fact]
    public void ThisProcessIsAmongTheProcesses()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "There is no /proc here.");
        Assert.Contains(RunningProcess.All(), process => process.Id == Environment.ProcessId && process.CommandLine.Length > 0);
    }

    private static string[] Complete(string typed, params string[] values) => Fixed.Complete(typed, values);

    /// <summary>Apart, so that this class loads where there is no PowerShell.</summary>
    private sealed class Fixed(string[] values) : Completer
    {
        public static string[] Complete(string typed, string[] values) =>
            [.. new Fixed(values).CompleteArgument("", "", typed, null!, null!).Select((CompletionResult result) => result.CompletionText)];

        internal override IEnumerable<Candidate> Candidates() => values.Select(value => new Candidate(value, $"about {value}"));
    }
}
