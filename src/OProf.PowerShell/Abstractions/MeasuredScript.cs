using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace OProf.PowerShell.Abstractions;

/// <summary>Runs a script block again and again on the pipeline's thread, each time in a scope of its own; what it
/// emits is dropped, its errors are the cmdlet's.</summary>
/// <param name="cmdlet">The cmdlet whose pipeline it runs in.</param>
/// <param name="script">The script block.</param>
internal sealed class MeasuredScript(PSCmdlet cmdlet, ScriptBlock script)
{
    /// <summary>Calls of its own that come before the script block's.</summary>
    public const int Calls = 1;

    private const int LongestName = 60;

    // Assigned to nothing, so that the engine does not keep what a long run emits.
    private const string Drop = "$null = & $args[0]";

    /// <summary>The script block in one line, and not too long.</summary>
    public string Name
    {
        get
        {
            string line = string.Join(' ', script.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return line.Length <= LongestName ? $"{{ {line} }}" : $"{{ {line[..(LongestName - 2)]}.. }}";
        }
    }

    /// <summary>Runs it once.</summary>
    /// <returns>The error that ended it; null where none did.</returns>
    public Exception? Run()
    {
        try
        {
            _ = cmdlet.InvokeCommand.InvokeScript(Drop, false, PipelineResultTypes.Error, null, script);
            return null;
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException e)
        {
            return e;
        }
    }
}
