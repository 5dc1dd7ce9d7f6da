using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>Why the events of a .NET process cannot be had, and what to do about it.</summary>
internal static class EventPipeErrors
{
    public static CaptureException NotLinux() => new(
        new CaptureError(CaptureErrorId.NotLinux, CaptureErrorCategory.NotSupported, "Events of other processes are captured on Linux only.", "Capture on Linux."));

    public static CaptureException NoProcess(int processId) => Error(
        CaptureErrorId.ProcessNotFound, CaptureErrorCategory.ObjectNotFound,
        $"There is no process {processId}.", "List the .NET processes with: Get-OProfMarker -Name dotnet:*", processId);

    public static CaptureException NoMatch(string process) => Error(
        CaptureErrorId.ProcessNotFound, CaptureErrorCategory.ObjectNotFound,
        $"No process with a diagnostics port is named '{process}'.", "List them with: Get-OProfMarker -Name dotnet:*", process);

    public static CaptureException Several(string process, IEnumerable<DiagnosticPort> ports) => Error(
        "OProfEventSourceSeveral", CaptureErrorCategory.InvalidArgument,
        $"Several processes are named '{process}': {string.Join(", ", ports.Select(port => port.ProcessId))}, …",
        "Say which by its id, or take all of them with a wildcard (dotnet:name*/…).", process);

    public static CaptureException NotDotNet(int processId, TargetFacts facts) => Error(
        "OProfNotDotNet", CaptureErrorCategory.InvalidArgument,
        $"Process {processId} ({facts.Name}) has no .NET runtime, or one that was compiled into it without events.",
        "Events of EventSource are those of .NET processes. A program that is compiled ahead of time needs <EventSourceSupport>true</EventSourceSupport>.",
        processId);

    public static CaptureException SwitchedOff(int processId, TargetFacts facts, string variable) => Error(
        "OProfDiagnosticsOff", CaptureErrorCategory.NotSupported,
        $"Process {processId} ({facts.Name}) has no diagnostics port: it was started with {variable}=0.",
        $"Start it without {variable}.", processId);

    public static CaptureException NoPort(int processId, TargetFacts facts, string folder) => Error(
        "OProfDiagnosticsPortMissing", CaptureErrorCategory.ObjectNotFound,
        $"Process {processId} ({facts.Name}) runs .NET, but its diagnostics port is not in {folder}.",
        "It may have just started, its runtimeconfig.json may switch diagnostics off, or its socket was deleted: start it again.", processId);

    public static CaptureException OtherUser(int processId, TargetFacts facts) => Error(
        "OProfDiagnosticsAccess", CaptureErrorCategory.PermissionDenied,
        $"Process {processId} ({facts.Name}) belongs to user {facts.UserId}, whose diagnostics port this user may not open.",
        "Run as that user, or as root.", processId);

    public static CaptureException Denied(DiagnosticPort port, Exception inner) => Error(
        "OProfDiagnosticsAccess", CaptureErrorCategory.PermissionDenied,
        $"The diagnostics port of process {port.ProcessId} ({port.ProcessName}) may not be opened: {inner.Message}",
        "Run as that user, or as root.", port.ProcessId, inner);

    public static CaptureException Gone(DiagnosticPort port, Exception inner) => Error(
        "OProfDiagnosticsGone", CaptureErrorCategory.ResourceUnavailable,
        $"Process {port.ProcessId} ({port.ProcessName}) does not answer at its diagnostics port: {inner.Message}",
        "It has ended, is about to, or does not run .NET.", port.ProcessId, inner);

    public static CaptureException NoAnswer(DiagnosticPort port, TimeSpan waited) => Error(
        "OProfDiagnosticsTimeout", CaptureErrorCategory.ResourceUnavailable,
        $"Process {port.ProcessId} ({port.ProcessName}) has not answered at its diagnostics port for {waited.TotalSeconds:0.#} s.",
        "It is stopped (SIGSTOP, a debugger, a frozen container), or waits for DOTNET_DiagnosticPorts: let it go on.", port.ProcessId);

    public static CaptureException Refused(DiagnosticPort port, Exception inner) => Error(
        "OProfEventPipeRefused", CaptureErrorCategory.ResourceUnavailable,
        $"Process {port.ProcessId} ({port.ProcessName}) refused to send its events: {inner.Message}",
        "A process serves 64 such requests at a time: end other sessions and tools that listen to it.", port.ProcessId, inner);

    public static CaptureException Syntax(string name, string expected, string found) => Error(
        "OProfEventSourceSyntax", CaptureErrorCategory.InvalidArgument,
        $"'{name}' is not the name of an EventSource's event: expected {expected}, found '{found}'.",
        "dotnet:PROCESS/PROVIDER/EVENT, such as dotnet:1234/My-Provider/RequestStart, dotnet:myapp/My-Provider/*, dotnet:1234/My-Provider:0x3:Verbose/*.",
        name);

    private static CaptureException Error(
        string id, CaptureErrorCategory category, FormattableString message, string remedy, object target, Exception? inner = null) =>
        new(new CaptureError(id, category, FormattableString.Invariant(message), remedy), target, inner);
}
