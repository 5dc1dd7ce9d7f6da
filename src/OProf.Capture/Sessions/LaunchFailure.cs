using System.Runtime.InteropServices;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>Errors of a command that is there, but could not be started.</summary>
internal static class LaunchFailure
{
    /// <summary>The kernel refused something that the start needs.</summary>
    public static CaptureException NotStarted(string name, int errno) => new(
        new CaptureError(
            "OProfCommandNotStarted", CaptureErrorCategory.ResourceUnavailable,
            $"'{name}' could not be started: {Marshal.GetPInvokeErrorMessage(errno)} ({Errno.NameOf(errno)}).", Remedy(errno)),
        name);

    /// <summary>It could not be started in its folder.</summary>
    public static CaptureException NotEntered(string name, string folder) => new(
        new CaptureError(
            "OProfCommandNotStarted", CaptureErrorCategory.ResourceUnavailable,
            $"'{name}' could not be started in '{folder}'.", "Check that this user may enter the folder."),
        name);

    private static string Remedy(int errno) => errno switch
    {
        Errno.EAGAIN or Errno.ENOMEM or Errno.EMFILE or Errno.ENFILE => "Check the limits on processes and files (ulimit -u, ulimit -n).",
        Errno.ENOENT => "The program's interpreter is not there: that of a script's first line, or the loader that readelf -l names.",
        Errno.E2BIG => "The arguments and the environment are too long together.",
        _ => "See whether a shell can start it.",
    };
}
