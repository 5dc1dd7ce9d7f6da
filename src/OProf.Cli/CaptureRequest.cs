using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Options">What to capture and how.</param>
/// <param name="Output">File for the samples, <c>-</c> for standard output, null for none.</param>
/// <param name="By">Keys of the report.</param>
/// <param name="OffCpu">Whether the report is of times off the CPU.</param>
/// <param name="Top">Rows of the report; 0 for all.</param>
/// <param name="Quiet">Whether there is no report.</param>
internal sealed record CaptureRequest(CaptureOptions Options, string? Output, IReadOnlyList<ProfileKey> By, bool OffCpu, int Top, bool Quiet);
