namespace OProf.Capture.Sync.Payloads;

/// <summary>A field of a payload, or an option of a choice.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record PayloadField(string Name, PayloadType Type);
