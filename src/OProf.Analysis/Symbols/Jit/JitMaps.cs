using System.Globalization;
using OProf.Analysis.Symbols.Files;
using OProf.Analysis.Symbols.Native;

namespace OProf.Analysis.Symbols.Jit;

/// <summary>
/// The maps of JIT code that runtimes write to /tmp/perf-PID.map. /tmp is anyone's to write to, so that a map counts only
/// where it is a regular file, no link, and belongs to the process's user or root. Thread-safe.
/// </summary>
public sealed class JitMaps
{
    private const int MaxProcesses = 1 << 16;
    private const uint Root = 0;

    private readonly SymbolizerOptions _options;
    private readonly SymbolDiagnosticLog _log;
    private readonly object _gate = new();
    private readonly Dictionary<int, uint> _users = [];
    private readonly Dictionary<int, JitMap> _maps = [];
    private readonly Dictionary<int, long> _lastUse = [];

    // The processes whose map says no more to anybody: it was read, or was not there, after the last sample.
    private readonly HashSet<int> _final = [];
    private long _uses;

    internal JitMaps(SymbolizerOptions options, SymbolDiagnosticLog log)
    {
        _options = options;
        _log = log;
    }

    /// <summary>
    /// Notes whose a process is, while that is known: after its end only a noted user's map is read (or root's); a map of
    /// a process that was never noted has to be the current effective user's.
    /// </summary>
    /// <param name="processId">The process, as this process's pid namespace has it.</param>
    /// <param name="userId">Its effective user id, as this process's user namespace has it.</param>
    public void NoteProcess(int processId, uint userId)
    {
        lock (_gate)
        {
            if (_users.Count < MaxProcesses || _users.ContainsKey(processId))
                _users[processId] = userId;
        }
    }

    /// <summary>What JIT code at an address is called, or null; the map is read (again) where the address is not found.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="address">Virtual address in it.</param>
    /// <param name="isComplete">
    /// Whether no samples come any more: what a runtime adds to its map afterwards was not sampled, so one look is enough.
    /// </param>
    public SymbolizedAddress? Resolve(int processId, ulong address, bool isComplete = false)
    {
        lock (_gate)
        {
            var map = _maps.GetValueOrDefault(processId);
            if (map is null || !map.TryFind(address, out string name, out ulong start))
            {
                if (isComplete && _final.Contains(processId))
                    return null;
                map = Load(processId, map);
                if (isComplete && _final.Count < MaxProcesses)
                    _final.Add(processId);
                if (map is null)
                    return null;
                _maps[processId] = map;
                Trim(processId);
                if (!map.TryFind(address, out name, out start))
                    return null;
            }

            _lastUse[processId] = ++_uses;
            return new SymbolizedAddress(string.Create(CultureInfo.InvariantCulture, $"perf-{processId}.map"), name, address - start);
        }
    }

    /// <summary>Whether a process has no map, and none will be looked for any more: nothing of its generated code has a name.</summary>
    /// <param name="processId">The process.</param>
    internal bool IsMissing(int processId)
    {
        lock (_gate)
            return _final.Contains(processId) && !_maps.ContainsKey(processId);
    }

    /// <summary>Reads the map's new part; returns what there was before where nothing can be read.</summary>
    private JitMap? Load(int processId, JitMap? before)
    {
        var status = ProcessStatus.Read(_options.ProcRoot, processId);
        if (status is { } alive)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{alive.InnermostId}.map");
            string root = string.Create(CultureInfo.InvariantCulture, $"{_options.ProcRoot}/{processId}/root");
            using var file = RegularFile.Open(path, root, followLinks: false, out var failure);
            if (file is not null || failure != OpenFailure.NotFound)
                return Read(processId, root + path, file, failure, before, alive.EffectiveUser, alive.RealUser);
        }

        string hostPath = Path.Combine(
            _options.JitMapDirectory, string.Create(CultureInfo.InvariantCulture, $"perf-{processId}.map"));
        using var hostFile = RegularFile.Open(hostPath, null, followLinks: false, out var hostFailure);
        if (hostFile is null && hostFailure == OpenFailure.NotFound)
            return before;
        uint user = status?.EffectiveUser
            ?? (_users.TryGetValue(processId, out uint noted) ? noted : GetEffectiveUserNative.GetEffectiveUser());
        return Read(processId, hostPath, hostFile, hostFailure, before, user, status?.RealUser ?? user);
    }

    private JitMap? Read(
        int processId, string path, RegularFile? file, OpenFailure failure, JitMap? before, uint user, uint otherUser)
    {
        if (file is null && failure != OpenFailure.NotRegular)
        {
            _log.Say(
                SymbolDiagnosticId.JitMapUnreadable, path, $"It could not be opened ({failure}).",
                "Run as the user of the process or as root.");
            return before;
        }

        if (file is null || (file.OwnerId != user && file.OwnerId != otherUser && file.OwnerId != Root))
        {
            _log.Say(
                SymbolDiagnosticId.JitMapNotOwned, path,
                file is null
                    ? "It is no regular file, so that it was not read."
                    : $"It belongs to user {file.OwnerId}, but process {processId} to user {user}; it was not read.",
                "Remove the file, and start the program again.");
            return before;
        }

        try
        {
            var map = before is not null && before.Identity == JitMap.IdentityOf(file) && file.Length >= before.Consumed
                ? before
                : JitMap.For(file);
            map.Append(file, _options.MaxJitMapBytes);
            if (map.IsCut)
            {
                _log.Say(
                    SymbolDiagnosticId.JitMapUnreadable, path,
                    $"It has {file.Length} bytes, of which the first {_options.MaxJitMapBytes} were read.",
                    "Raise MaxJitMapBytes.");
            }

            return map;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Say(SymbolDiagnosticId.JitMapUnreadable, path, e.Message, "Capture again.");
            return before;
        }
    }

    /// <summary>Drops the least recently used maps while all together are above the limit; they are read again when needed.</summary>
    private void Trim(int current)
    {
        while (_maps.Count > MaxProcesses || (_maps.Count > 1 && _maps.Values.Sum(map => map.Bytes) > _options.MaxTableBytes))
        {
            int oldest = _maps.Keys.Where(id => id != current).MinBy(id => _lastUse.GetValueOrDefault(id));
            _maps.Remove(oldest);
            _lastUse.Remove(oldest);
            _final.Remove(oldest);
        }
    }
}
