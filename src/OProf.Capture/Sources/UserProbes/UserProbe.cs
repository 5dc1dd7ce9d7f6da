using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>A user probe whose places and arguments are known.</summary>
/// <param name="Name">As it is written, with the file's path.</param>
/// <param name="Kind">What kind of place it is.</param>
/// <param name="Path">The file.</param>
/// <param name="Places">Its places; each has all the arguments of <paramref name="Schema"/>.</param>
/// <param name="Schema">Its arguments.</param>
/// <param name="Missing">Arguments that the kernel cannot fetch, in the file's notation.</param>
internal sealed record UserProbe(
    string Name, UserProbeKind Kind, string Path, IReadOnlyList<UserProbePlace> Places, PayloadSchema Schema, IReadOnlyList<string> Missing);
