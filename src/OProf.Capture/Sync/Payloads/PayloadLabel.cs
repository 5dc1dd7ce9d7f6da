namespace OProf.Capture.Sync.Payloads;

/// <summary>A name for some values of an integer; signed ones as the bits of a 64-bit integer.</summary>
/// <param name="Label">The name.</param>
/// <param name="First">First value.</param>
/// <param name="Last">Last value, which counts.</param>
public readonly record struct PayloadLabel(string Label, ulong First, ulong Last);
