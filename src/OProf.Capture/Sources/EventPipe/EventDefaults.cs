using System.Diagnostics.Tracing;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>What holds for the parts of a request that are left out.</summary>
/// <param name="Keywords">Keywords.</param>
/// <param name="Level">Level.</param>
/// <param name="Arguments">Arguments.</param>
internal readonly record struct EventDefaults(long Keywords, EventLevel Level, string Arguments)
{
    // Counters come only to those who say how often.
    private const string EachSecond = "EventCounterIntervalSec=1";

    /// <summary>The event that each counter of a provider comes as.</summary>
    public const string Counters = "EventCounters";

    /// <summary>
    /// The defaults of an event: of the runtime's, the keywords and the level that it has, because all of the runtime's events
    /// would slow the process down; of others everything.
    /// </summary>
    public static EventDefaults Of(string provider, string pattern)
    {
        if (RuntimeProvider.Is(provider))
            return RuntimeProvider.Defaults(pattern);
        string arguments = string.Equals(pattern, Counters, StringComparison.OrdinalIgnoreCase) ||
            string.Equals(provider, RuntimeProvider.CountersName, StringComparison.OrdinalIgnoreCase) ? EachSecond : "";
        return new EventDefaults(EventProviderRequest.AllKeywords, EventLevel.Verbose, arguments);
    }
}
