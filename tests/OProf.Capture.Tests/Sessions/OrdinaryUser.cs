using System.Runtime.InteropServices;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

/// <summary>
/// Runs something as a user without rights. Credentials belong to threads in Linux, and a thread starts with those of the one that
/// starts it, so one thread gives its own up by direct system calls (the C library's setresuid would change them all) and
/// ends.
/// </summary>
internal static partial class OrdinaryUser
{
    private const uint Nobody = 65534;

    public static T Run<T>(Func<T> work)
    {
        // setresuid in asm/unistd.h.
        nint setresuid = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 117, Architecture.Arm64 => 147, _ => -1 };
        if (setresuid < 0)
            Assert.Skip("the number of setresuid on this architecture is not known here");
        string? refusal = null;
        T? result = default;
        Exception? exception = null;
        var thread = new Thread(() =>
        {
            if (Syscall(setresuid, Nobody, Nobody, Nobody) != 0)
            {
                refusal = $"setresuid on a thread: errno {Marshal.GetLastPInvokeError()}";
                return;
            }

            try
            {
                result = work();
            }
            catch (Exception e)
            {
                exception = e;
            }
        });
        thread.Start();
        thread.Join();
        if (refusal is not null)
            Assert.Skip(refusal);
        if (exception is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
        return result!;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nuint real, nuint effective, nuint saved);
}
