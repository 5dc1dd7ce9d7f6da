using Xunit;

namespace OProf.Capture.Tests.Sessions;

/// <summary>Live captures run one at a time: they look at what this process has open.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class LiveSessions
{
    public const string Name = "live sessions";
}
