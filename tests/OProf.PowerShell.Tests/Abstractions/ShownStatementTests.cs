using OProf.PowerShell.Abstractions;
using Xunit;

namespace OProf.PowerShell.Tests.Abstractions;

public sealed class ShownStatementTests
{
    [Theory]
    [InlineData("Watch", true)]
    [InlineData("$null = 1; Watch -Count 2", true)]
    [InlineData("$session | Watch", true)]
    [InlineData("if ($true) { Watch }", true)]
    [InlineData("foreach ($i in 1..3) { Watch }", true)]
    [InlineData("try { Watch } finally { 'x' }", true)]
    [InlineData("Watch 2> errors", true)]
    [InlineData("$x = Watch", false)]
    [InlineData("$x = if ($true) { Watch }", false)]
    [InlineData("Watch > file", false)]
    [InlineData("Watch *> file", false)]
    [InlineData("Watch | Sort-Object", false)]
    [InlineData("(Watch).Count", false)]
    [InlineData("@(Watch)", false)]
    [InlineData("\"$(Watch)\"", false)]
    [InlineData("if (Watch) { 1 }", false)]
    [InlineData("foreach ($i in Watch) { 1 }", false)]
    [InlineData("& { Watch }", false)]
    [InlineData("function f { Watch }; f", false)]
    [InlineData("Get-Item (Watch)", false)]
    [InlineData("$x = if ($true) { Watch", false)]
    [InlineData("", false)]
    public void Knows_what_nothing_on_the_line_takes(string line, bool isShown) =>
        Assert.Equal(isShown, ShownStatement.IsOf(line, Math.Max(line.IndexOf("Watch", StringComparison.Ordinal), 0)));
}
