using OProf.Capture.Markers.Filters;
using OProf.Capture.Markers.Probes;

namespace OProf.Capture.Markers;

/// <summary>A probe at a marker, and what hits have to meet for it where the marker's source does not ask that.</summary>
internal readonly record struct ConnectedProbe(Probe Probe, MarkerFilter? Filter);
