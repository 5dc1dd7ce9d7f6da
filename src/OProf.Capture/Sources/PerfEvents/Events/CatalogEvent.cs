namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>An event that has a name of its own in the kernel's ABI.</summary>
/// <param name="Name">As perf list prints it first.</param>
/// <param name="Alias">The other name perf list prints after OR; empty where there is none.</param>
/// <param name="Kind">Hardware, Software or HardwareCache.</param>
/// <param name="Type">PERF_TYPE_*.</param>
/// <param name="Config">The event within the type.</param>
/// <param name="Description">What is counted (perf_event_open(2), "config").</param>
internal sealed record CatalogEvent(string Name, string Alias, EventKind Kind, uint Type, ulong Config, string Description);
