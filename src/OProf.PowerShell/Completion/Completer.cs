using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace OProf.PowerShell.Completion;

/// <summary>Offers those of a parameter's values that fit what was typed.</summary>
public abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = Unquoted(wordToComplete ?? "");
        var pattern = WildcardPattern.Get(WildcardPattern.Escape(typed).Replace("`*", "*", StringComparison.Ordinal) + "*", WildcardOptions.IgnoreCase);
        var results = new List<CompletionResult>();
        foreach (var candidate in Candidates())
        {
            if (pattern.IsMatch(candidate.Text))
                results.Add(ResultOf(candidate));
        }

        return results;
    }

    /// <summary>All values, in the order in which they are to be offered.</summary>
    internal abstract IEnumerable<Candidate> Candidates();

    private static CompletionResult ResultOf(Candidate candidate) => new(
        Quoted(candidate.Text),
        candidate.Label ?? candidate.Text,
        CompletionResultType.ParameterValue,
        string.IsNullOrWhiteSpace(candidate.Tooltip) ? candidate.Text : candidate.Tooltip);

    private static string Unquoted(string word) => word.Trim('\'', '"');

    // What the parser would not read as one bare word has to be quoted: an event's braces and commas, a name's blanks.
    private static string Quoted(string text) =>
        text.Length > 0 && text[0] != '@' && text.All(c => char.IsLetterOrDigit(c) || "-_./:+=*?[]@%".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
