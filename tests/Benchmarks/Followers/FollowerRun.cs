namespace OProf.Benchmarks.Followers;

/// <summary>One measurement.</summary>
/// <param name="Samples">Samples taken meanwhile.</param>
/// <param name="NanosecondsPerSample">CPU time of the thread that captures.</param>
/// <param name="Ages">Nanoseconds between each sample and its being read, of all followers.</param>
/// <param name="Idle">Share of the time in which the machine's CPUs had nothing to do: where that is little, others worked too.</param>
/// <param name="Missed">Samples that a follower did not receive.</param>
internal sealed record FollowerRun(long Samples, double NanosecondsPerSample, List<long> Ages, double Idle, long Missed);
