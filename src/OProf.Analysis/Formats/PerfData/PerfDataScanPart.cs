using OProf.Analysis.Formats.PerfData.Records;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>One reader's share of the samples of a file.</summary>
/// <param name="Pump">The file's records.</param>
/// <param name="Tables">What the numbers of the sums mean.</param>
/// <param name="Sums">The share's samples added up.</param>
/// <param name="StandIns">Which frames stand for those of call chains; null where each stands for itself.</param>
internal sealed record PerfDataScanPart(RecordPump Pump, SessionTables Tables, SampleSums Sums, FunctionFrames? StandIns);
