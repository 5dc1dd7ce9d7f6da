using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>Writes a profile as a .nettrace file with the universal providers, which PerfView and TraceEvent read.</summary>
/// <remarks>
/// Format: version 6 of "NetTrace Format" and "Universal Providers Tracing Events" in the documentation of microsoft/perfview. The
/// first event of the processor's time is <c>cpu</c>, the name that PerfView shows as such; others keep theirs. The value of a sample is
/// its period: nanoseconds for the clocks.
/// </remarks>
public static class NettraceWriter
{
    /// <summary>Name of the provider of samples.</summary>
    internal const string EventsProvider = "Universal.Events";

    /// <summary>Name of the provider of processes, mappings and symbols.</summary>
    internal const string SystemProvider = "Universal.System";

    /// <summary>Name of the event that stands for samples of the processor's time.</summary>
    internal const string CpuEvent = "cpu";

    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    public static void Write(Profile profile, Stream stream, NettraceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        new NettraceBlocks(profile, stream, options ?? new NettraceOptions(), cancellation).Write();
    }
}
