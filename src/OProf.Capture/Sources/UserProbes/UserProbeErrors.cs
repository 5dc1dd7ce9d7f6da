using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>The errors of user probes.</summary>
internal static class UserProbeErrors
{
    /// <summary>A file cannot be probed.</summary>
    public static CaptureException File(string path, Exception cause)
    {
        bool isMissing = cause is FileNotFoundException or DirectoryNotFoundException;
        return new(
            new(
                CaptureErrorId.UserProbeFile,
                isMissing ? CaptureErrorCategory.ObjectNotFound : cause is InvalidDataException ? CaptureErrorCategory.InvalidData : CaptureErrorCategory.OpenError,
                isMissing ? $"There is no file {path} to probe." : $"{path} cannot be probed: {cause.Message}",
                "Name an executable or shared library by its path, a program on PATH, or a library by its name (libc)."),
            path, cause);
    }

    /// <summary>A text is no user probe.</summary>
    public static CaptureException Syntax(string text, string problem) => new(
        new(
            CaptureErrorId.UserProbeSyntax,
            CaptureErrorCategory.InvalidArgument,
            $"'{text}' is no user probe: {problem}.",
            "uprobe:FILE:FUNCTION, uprobe:FILE:FUNCTION+OFFSET, uprobe:FILE:0xOFFSET, uretprobe:FILE:FUNCTION or usdt:FILE:PROVIDER:NAME, each with arguments where wanted: uprobe:libc:open(name=+0(%di):string, flags=%si:x32)."),
        text);

    /// <summary>A file has no such symbol.</summary>
    public static CaptureException Symbol(string path, string symbol, string problem, IReadOnlyList<string> nearest, bool isStripped) => new(
        new(
            CaptureErrorId.UserProbeSymbol,
            CaptureErrorCategory.ObjectNotFound,
            $"{path} {problem} '{symbol}'.{(nearest.Count == 0 ? "" : $" Near it are: {string.Join(", ", nearest)}.")}",
            isStripped
                ? "The file is stripped: only exported functions have a name. Probe an offset (uprobe:FILE:0xOFFSET), or a file with its symbols."
                : "Name a function as the linker has it (mangled, in C++), or an offset in the file (uprobe:FILE:0xOFFSET)."),
        symbol);

    /// <summary>The kernel did not take a probe.</summary>
    public static CaptureException Refused(string probe, string definition, string reason, CaptureErrorCategory category) => new(
        new(
            CaptureErrorId.UserProbeRefused,
            category,
            $"The kernel does not take the probe {probe} ({definition}): {reason}",
            category == CaptureErrorCategory.PermissionDenied
                ? "Run as root: to define a user probe takes CAP_SYS_ADMIN and a tracefs that may be written to."
                : "Check the place and the arguments against the kernel's Documentation/trace/uprobetracer.rst."),
        probe);
}
