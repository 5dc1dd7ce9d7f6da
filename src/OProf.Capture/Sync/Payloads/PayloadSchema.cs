namespace OProf.Capture.Sync.Payloads;

/// <summary>The fields of a kind of data record.</summary>
/// <param name="Name">Name of the kind, such as "sched_switch" or "provider:event".</param>
/// <param name="Provider">Who makes such records; null where that is not known.</param>
/// <param name="Fields">The fields, in their order; each has a name of its own, whose case does not count.</param>
public sealed record PayloadSchema(string Name, string? Provider, IReadOnlyList<PayloadField> Fields);
