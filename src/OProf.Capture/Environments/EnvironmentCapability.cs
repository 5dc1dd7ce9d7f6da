namespace OProf.Capture.Environments;

/// <summary>Whether a capture may do something here, and what decides it.</summary>
/// <param name="Name">What it may do.</param>
/// <param name="Allowed">It worked when it was tried just now.</param>
/// <param name="Setting">What decides it: a sysctl, a limit, a capability.</param>
/// <param name="Value">The setting's present value; "unknown" where it cannot be read.</param>
/// <param name="Remedy">What to do to be allowed; empty where <paramref name="Allowed"/>.</param>
/// <param name="Detail">What was tried, and the kernel's answer.</param>
public sealed record EnvironmentCapability(
    CaptureCapability Name,
    bool Allowed,
    string Setting,
    string Value,
    string Remedy,
    string Detail);
