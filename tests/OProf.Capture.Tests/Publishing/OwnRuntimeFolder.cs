using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OProf.Capture.Tests.Publishing;

/// <summary>
/// The tests publish where no other process does: what a test leaves as a dead process would, any session that starts on
/// this machine clears away.
/// </summary>
internal static class OwnRuntimeFolder
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "It is a program.")]
    internal static void Set()
    {
        var folder = Directory.CreateTempSubdirectory("oprof-runtime-");
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", folder.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
    }
}
