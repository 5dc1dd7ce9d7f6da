using OProf.Capture.Sources.UserProbes.Arguments;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>A place of a user probe.</summary>
/// <param name="Offset">Where the instruction is in the file.</param>
/// <param name="Counter">Where in the file the counter is that the kernel raises while the probe is armed; 0 for none.</param>
/// <param name="Arguments">What is fetched there.</param>
internal sealed record UserProbePlace(ulong Offset, ulong Counter, IReadOnlyList<UserArgument> Arguments);
