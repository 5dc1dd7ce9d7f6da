namespace OProf.Capture.Sources.EventPipe;

/// <summary>The socket at which a .NET process takes requests for its events.</summary>
/// <param name="ProcessId">The process, as it is known here.</param>
/// <param name="ProcessName">The first 15 bytes of its name.</param>
/// <param name="Path">The socket's path, as it is seen from here.</param>
/// <param name="NamespaceProcessId">The process as it knows itself: another number than here where it is in a container.</param>
internal sealed record DiagnosticPort(int ProcessId, string ProcessName, string Path, int NamespaceProcessId);
