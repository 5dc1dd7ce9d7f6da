using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Records;

/// <summary>Knows process 5, which has two threads and anonymous code.</summary>
internal sealed class FakeCatalog : IProcessCatalog
{
    public List<int> Asked { get; } = [];

    public bool TryAdd(int processId, AddressSpaces spaces, SessionTables tables)
    {
        Asked.Add(processId);
        if (processId != 5)
            return false;
        spaces.AddThread(5, 5, tables.Strings.Intern("late"u8));
        spaces.AddThread(5, 6, tables.Strings.Intern("late"u8));
        spaces.Map(5, new Mapping(0x1000, 0x2000, 0, Cookie.NoCookie));
        return true;
    }

    public uint? OwnerOf(int processId) => 1000;
}
