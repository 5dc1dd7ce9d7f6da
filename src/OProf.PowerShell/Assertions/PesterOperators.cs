using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace OProf.PowerShell.Assertions;

/// <summary>
/// Adds the module's operators to Pester's Should, whichever of the two modules was imported first: at once where Pester is there,
/// else when Should is looked up for the first time. Each import of Pester has operators of its own.
/// </summary>
public sealed class PesterOperators
{
    private const string Should = "Should";
    private readonly ConditionalWeakTable<PSModuleInfo, object> _done = [];
    private readonly Action<PSModuleInfo> _register;

    /// <summary>Operators to add.</summary>
    /// <param name="register">Adds them to one import of Pester.</param>
    public PesterOperators(Action<PSModuleInfo> register)
    {
        ArgumentNullException.ThrowIfNull(register);
        _register = register;
    }

    /// <summary>Adds them to an import of Pester that has none yet.</summary>
    public void AddTo(PSModuleInfo pester)
    {
        ArgumentNullException.ThrowIfNull(pester);
        if (_done.TryAdd(pester, pester))
            _register(pester);
    }

    /// <summary>Called by PowerShell after each lookup of a command, so that all but a comparison is done for one name only.</summary>
    public void OnCommandLookup(object? sender, CommandLookupEventArgs found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.CommandName.Length == Should.Length && found.CommandName.Equals(Should, StringComparison.OrdinalIgnoreCase)
            && found.Command is FunctionInfo { Module: { Name: "Pester" } pester })
        {
            AddTo(pester);
        }
    }
}
