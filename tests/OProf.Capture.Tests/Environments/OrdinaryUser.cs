using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using Xunit;

namespace OProf.Capture.Tests.Environments;

/// <summary>
/// Runs the probe as a user without rights. Credentials belong to threads in Linux, so one thread gives its own up by direct system
/// calls (the C library's setresuid would change them all) and ends.
/// </summary>
internal static partial class OrdinaryUser
{
    private const uint Nobody = 65534;

    public static Dictionary<CaptureCapability, EnvironmentCapability> Probe()
    {
        // setresuid in asm/unistd.h.
        nint setresuid = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 117, Architecture.Arm64 => 147, _ => -1 };
        if (setresuid < 0)
            Assert.Skip("the number of setresuid on this architecture is not known here");
        string? refusal = null;
        PerfTrials? trials = null;
        EnvironmentSettings? settings = null;
        var thread = new Thread(() =>
        {
            if (Syscall(setresuid, Nobody, Nobody, Nobody) != 0)
            {
                refusal = $"setresuid on a thread: errno {Marshal.GetLastPInvokeError()}";
                return;
            }

            // /proc/self is of the first thread, which has its rights still.
            settings = EnvironmentSettings.Read() with { Capabilities = LinuxCapabilities.None, UserId = Nobody };
            trials = EnvironmentTrial.Run();
        });
        thread.Start();
        thread.Join();
        if (refusal is not null)
            Assert.Skip(refusal);
        return EnvironmentAssessment.Assess(settings!, trials!).ToDictionary(entry => entry.Name);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nuint real, nuint effective, nuint saved);
}
