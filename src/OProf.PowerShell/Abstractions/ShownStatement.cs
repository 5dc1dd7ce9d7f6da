using System.Management.Automation;
using System.Management.Automation.Language;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// Says whether what a cmdlet emits goes straight to the host. PowerShell tells no cmdlet where its output goes; but a command
/// that was typed, and that nothing on the line does anything with, is shown. In all other cases the answer is no: a variable,
/// a pipeline, a redirection, a script or function whose caller may do any of these.
/// </summary>
internal static class ShownStatement
{
    /// <summary>Whether a command's output is shown at once, as far as its line tells.</summary>
    public static bool IsOf(InvocationInfo invocation) =>
        invocation.CommandOrigin == CommandOrigin.Runspace && invocation.PipelinePosition == invocation.PipelineLength

        // Of an input of several lines only the one is known: what stands before it may take the output.
        && invocation.ScriptLineNumber == 1 && invocation.Line is { Length: > 0 } line && IsOf(line, invocation.OffsetInLine - 1);

    /// <summary>Whether the output of the command that begins at a place of a line is shown at once.</summary>
    internal static bool IsOf(string line, int offset)
    {
        Ast root = Parser.ParseInput(line, out _, out var errors);
        if (errors.Length != 0)
            return false;
        var commands = root.FindAll(node => node is CommandAst && node.Extent.StartOffset <= offset && offset < node.Extent.EndOffset, searchNestedScriptBlocks: true);
        if (commands.LastOrDefault() is not CommandAst command || command.Redirections.Any(TakesOutput))
            return false;
        Ast node = command;
        while (node.Parent is { } parent)
        {
            if (!IsThrough(node, parent))
                return false;
            node = parent;
        }

        return true;
    }

    // Statements that only stand one in the other hand on what the inner one emits; a condition takes it.
    private static bool IsThrough(Ast node, Ast parent) => parent switch
    {
        PipelineAst pipeline => ReferenceEquals(pipeline.PipelineElements[^1], node),
        NamedBlockAst => true,
        ScriptBlockAst block => block.Parent is null,
        StatementBlockAst => true,
        IfStatementAst or LoopStatementAst or TryStatementAst or CatchClauseAst or SwitchStatementAst => node is StatementBlockAst or CatchClauseAst,

        // a && b, of which the type is newer than the library that this is compiled with.
        _ => parent.GetType().Name == "PipelineChainAst",
    };

    private static bool TakesOutput(RedirectionAst redirection) => redirection.FromStream is RedirectionStream.Output or RedirectionStream.All;
}
