using System.Diagnostics.Tracing;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>An event of the runtime.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Keywords">The keywords it has.</param>
/// <param name="Level">Its level.</param>
internal readonly record struct RuntimeEvent(string Name, long Keywords, EventLevel Level);
