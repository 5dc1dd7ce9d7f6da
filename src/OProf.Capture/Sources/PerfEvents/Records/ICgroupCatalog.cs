namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>Where to ask for a control group that a sample is of and no record told about.</summary>
internal interface ICgroupCatalog
{
    /// <summary>Adds the groups that there are now, if it has not just been asked.</summary>
    /// <returns>False where it has looked too short a time ago, and did not look again.</returns>
    bool TryAddAll(CgroupPaths paths);
}
