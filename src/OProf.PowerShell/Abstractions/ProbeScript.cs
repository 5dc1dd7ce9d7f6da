using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text;
using OProf.Capture.Markers.Probes;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// A script block that runs for hits, on the probe's thread, in a runspace of its own: the prompt's is busy with the prompt.
/// It finds the hit in <c>$_</c>, and what it takes from where it was written as <c>$using:name</c>.
/// </summary>
internal sealed class ProbeScript : IDisposable
{
    private const string UsingPrefix = "__using_";

    private readonly Runspace _runspace;
    private readonly System.Management.Automation.PowerShell _shell;

    /// <summary>Prepares a script block.</summary>
    /// <param name="script">The script block; only its text and the values of its <c>$using:</c> variables are taken.</param>
    /// <param name="variables">Where those values are.</param>
    /// <param name="module">Path of this module, so that its cmdlets are there; null where that is not known.</param>
    public ProbeScript(ScriptBlock script, PSVariableIntrinsics variables, string? module)
    {
        var state = InitialSessionState.CreateDefault2();
        if (module is not null)
            state.ImportPSModule([module]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        _shell = System.Management.Automation.PowerShell.Create();
        _shell.Runspace = _runspace;
        _shell.AddScript(TextOf(script, variables));
    }

    /// <summary>Whether the script says yes to a hit.</summary>
    public bool Test(ProbeHit hit) => LanguagePrimitives.IsTrue(Run(hit));

    /// <summary>Runs the script for a hit. What it writes goes nowhere; its errors are thrown.</summary>
    public IList Run(ProbeHit hit)
    {
        _runspace.SessionStateProxy.SetVariable("_", ObjectOf(hit));
        _shell.Streams.ClearStreams();
        var output = _shell.Invoke();
        return _shell.HadErrors && _shell.Streams.Error.Count > 0
            ? throw new RuntimeException(_shell.Streams.Error[0].ToString(), _shell.Streams.Error[0].Exception)
            : output;
    }

    /// <summary>Ends a run that does not end by itself; from another thread.</summary>
    public void Cancel() => _shell.BeginStop(null, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.Dispose();
        _runspace.Dispose();
    }

    // The fields by their names; what the hit has besides by the names that samples have, unless a field is called so.
    private static PSObject ObjectOf(ProbeHit hit)
    {
        var item = new PSObject();
        foreach (DictionaryEntry field in hit.Fields)
            item.Properties.Add(new PSNoteProperty((string)field.Key, field.Value));
        Add(nameof(hit.Marker), hit.Marker.Name);
        Add(nameof(hit.Time), hit.Time);
        Add(nameof(hit.Cpu), hit.Cpu);
        Add(nameof(hit.ProcessId), hit.ProcessId);
        Add(nameof(hit.ThreadId), hit.ThreadId);
        Add(nameof(hit.ProcessName), hit.ProcessName);
        return item;

        void Add(string name, object value)
        {
            if (item.Properties[name] is null)
                item.Properties.Add(new PSNoteProperty(name, value));
        }
    }

    private string TextOf(ScriptBlock script, PSVariableIntrinsics variables)
    {
        var ast = script.Ast is ScriptBlockAst { EndBlock: { } body } && body.Extent.Text.Length > 0 ? body : script.Ast;
        var text = new StringBuilder(ast.Extent.Text);
        int start = ast.Extent.StartOffset;
        var uses = ast.FindAll(static node => node is UsingExpressionAst, searchNestedScriptBlocks: true).Cast<UsingExpressionAst>();
        foreach (var use in uses.OrderByDescending(use => use.Extent.StartOffset))
        {
            if (use.SubExpression is not VariableExpressionAst variable)
                continue;
            string name = variable.VariablePath.UserPath;
            _runspace.SessionStateProxy.SetVariable(UsingPrefix + name, variables.GetValue(name));
            text.Remove(use.Extent.StartOffset - start, use.Extent.Text.Length)
                .Insert(use.Extent.StartOffset - start, $"${{{UsingPrefix}{name}}}");
        }

        return text.ToString();
    }
}
