using OProf.Capture.Sessions;

namespace OProf.PowerShell;

/// <summary>What has to go when the module goes.</summary>
public static class ModuleSessions
{
    /// <summary>Ends every session and gives back what it holds.</summary>
    public static void RemoveAll()
    {
        foreach (var session in SessionRegistry.Sessions)
            session.Dispose();
    }
}
