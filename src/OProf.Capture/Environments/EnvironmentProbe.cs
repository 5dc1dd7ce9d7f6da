namespace OProf.Capture.Environments;

/// <summary>What a capture may do on this machine as this user, and the remedy for what not.</summary>
public static class EnvironmentProbe
{
    /// <summary>
    /// Tries what a capture does (events are opened, a ring is mapped, and all is closed at once; nothing is sampled) and reads the
    /// settings that decide.
    /// </summary>
    /// <returns>One entry for each <see cref="CaptureCapability"/>, in its order.</returns>
    public static IReadOnlyList<EnvironmentCapability> Run()
    {
        var settings = EnvironmentSettings.Read();
        return settings.IsLinux ? EnvironmentAssessment.Assess(settings, EnvironmentTrial.Run()) : EnvironmentAssessment.NotLinux();
    }
}
