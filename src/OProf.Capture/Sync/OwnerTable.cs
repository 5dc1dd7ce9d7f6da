namespace OProf.Capture.Sync;

/// <summary>
/// Owners of the processes that ran code in anonymous memory, in the order in which they were seen: one thread adds, any number of
/// threads read. Of an id that was used again the later one counts.
/// </summary>
internal sealed class OwnerTable
{
    private readonly AppendOnlyList<ProcessOwner> _owners = new();
    private readonly Dictionary<int, uint> _none = [];
    private Dictionary<int, uint>? _byId;
    private int _inById;

    /// <summary>Number of owners that were seen.</summary>
    public int Count => _owners.Count;

    /// <summary>User ids by process id, as they are at this moment: it does not change.</summary>
    public IReadOnlyDictionary<int, uint> ById
    {
        get
        {
            int count = Count;
            if (count == 0)
                return _none;
            lock (_none)
            {
                if (_byId is null || _inById < count)
                {
                    _byId = [];
                    for (_inById = 0; _inById < count; _inById++)
                        _byId[_owners[_inById].ProcessId] = _owners[_inById].UserId;
                }

                return _byId;
            }
        }
    }

    /// <summary>An owner by its number, in the order in which they were seen.</summary>
    public ProcessOwner this[int number] => _owners[number];

    /// <summary>Adds what was seen; for the one writer.</summary>
    public void Add(int processId, uint userId) => _owners.Add(new ProcessOwner(processId, userId));
}
