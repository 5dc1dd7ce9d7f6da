using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>What a report says of a frame; null for what is no key of the report.</summary>
internal readonly record struct FrameLabel(ProcessorMode? Mode, string? Image, string? Symbol, string? SourceFile, int? Line, ulong? Address);
