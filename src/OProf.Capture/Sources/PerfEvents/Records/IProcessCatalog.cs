using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>Where to ask for a process that a sample is of and no record told about.</summary>
internal interface IProcessCatalog
{
    /// <summary>Adds what is known of a process to the address spaces, as it is now.</summary>
    /// <returns>False where nothing is known.</returns>
    bool TryAdd(int processId, AddressSpaces spaces, SessionTables tables);

    /// <summary>User id of a process's owner; null where it is not known.</summary>
    uint? OwnerOf(int processId);
}
