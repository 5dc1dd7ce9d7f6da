using System.Collections;
using System.Management.Automation;
using OProf.Capture.Sessions;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Objects;
using CaptureState = OProf.Capture.Sessions.SessionState;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Writes a mark into sessions: a name with values, between the samples of its time.</summary>
[Cmdlet(VerbsCommunications.Write, "OProfMark")]
[OutputType(typeof(void))]
public sealed class WriteOProfMark : OProfCmdlet
{
    private const string ValueName = "value";

    /// <summary>Its name; as a marker it goes by <c>mark:</c> and that.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Its values: a table of values by name, or one value.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    public object? Value { get; set; }

    /// <summary>The sessions; all that this process captures just now where none is given. None at all is no error.</summary>
    [Parameter]
    [ValidateNotNull]
    public OProfSession[] Session { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        var values = Values();
        if (Session.Length == 0)
        {
            foreach (var running in SessionRegistry.Sessions.OfType<CaptureSession>().Where(session => session.State is CaptureState.Running))
                Write(running, values, mayHaveEnded: true);
        }

        foreach (var session in Session)
            Write(ProbeTarget.CaptureOf(session), values, mayHaveEnded: false);
    }

    private void Write(CaptureSession session, List<KeyValuePair<string, object?>> values, bool mayHaveEnded)
    {
        try
        {
            session.WriteMark(Name, values);
        }
        catch (CaptureException e) when (mayHaveEnded && session.State is not CaptureState.Running)
        {
            // It has ended since.
            WriteVerbose(e.Message);
        }
    }

    private List<KeyValuePair<string, object?>> Values()
    {
        object? value = Value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : Value;
        return value switch
        {
            null => [],
            IDictionary table => [.. table.Keys.Cast<object>().Select(key => KeyValuePair.Create($"{key}", Plain(table[key])))],
            PSObject item => [.. item.Properties.Select(property => KeyValuePair.Create(property.Name, Plain(property.Value)))],
            _ => [KeyValuePair.Create(ValueName, Plain(value))],
        };
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
