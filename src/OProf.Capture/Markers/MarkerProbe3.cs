namespace OProf.Capture.Markers;

/// <summary>What runs when a marker is hit. On the thread that hits it: it must not wait, and what it throws is kept from that thread.</summary>
/// <param name="data">The private data that it was connected with.</param>
/// <param name="value1">Field 1.</param>
/// <param name="value2">Field 2.</param>
/// <param name="value3">Field 3.</param>
/// <typeparam name="T1">Type of field 1.</typeparam>
/// <typeparam name="T2">Type of field 2.</typeparam>
/// <typeparam name="T3">Type of field 3.</typeparam>
public delegate void MarkerProbe<T1, T2, T3>(object? data, T1 value1, T2 value2, T3 value3);
