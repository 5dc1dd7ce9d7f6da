using System.Management.Automation;
using System.Management.Automation.Host;
using OProf.Analysis.Profiles.Live;
using OProf.PowerShell.Native;

namespace OProf.PowerShell.Abstractions;

/// <summary>The terminal that a host writes to, for a cmdlet that draws its result anew in place.</summary>
internal sealed class HostTerminal
{
    private readonly PSHostUserInterface _ui;
    private readonly LiveScreen _screen = new();

    private HostTerminal(PSHostUserInterface ui) => _ui = ui;

    /// <summary>
    /// The terminal that a cmdlet's result would be shown at. Null where it goes elsewhere, to the pipeline, a variable or a
    /// file, and where the host's output is no terminal that understands control sequences.
    /// </summary>
    public static HostTerminal? Of(PSCmdlet cmdlet) =>
        ShownStatement.IsOf(cmdlet.MyInvocation) && cmdlet.Host?.UI is { SupportsVirtualTerminal: true } ui
        && Isatty.Invoke(Isatty.STDOUT_FILENO) == 1 && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
            ? new HostTerminal(ui)
            : null;

    /// <summary>Shows a refresh in the place of the one before.</summary>
    public void Show(LiveSnapshot snapshot)
    {
        var (width, height) = Size();
        _ui.Write(_screen.Frame(snapshot, width, height));
    }

    /// <summary>Rows that have room below the head.</summary>
    public int RowLimit => Math.Max(1, (Size().Height is > 0 and int height ? height : LiveScreen.UsualHeight) - LiveScreen.HeadLines - 1);

    private (int Width, int Height) Size()
    {
        try
        {
            return _ui.RawUI is { } raw ? (raw.WindowSize.Width, raw.WindowSize.Height) : default;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException or IOException)
        {
            // Not every host that draws knows its size.
            return default;
        }
    }
}
