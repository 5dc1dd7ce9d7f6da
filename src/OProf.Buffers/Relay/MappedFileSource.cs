using System.Globalization;
using OProf.Buffers.Native;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>Each buffer is a mapped file <c>&lt;base&gt;&lt;cpu&gt;</c>, which <see cref="RelayRecovery"/> reads when the process was killed.</summary>
public sealed class MappedFileSource : IRelayStorageSource<MappedFile>
{
    private readonly string _basePath;
    private readonly Guid _uuid;

    /// <summary>For files of a common name.</summary>
    /// <param name="basePath">The path up to the CPU's number; its folder has to be there.</param>
    /// <param name="uuid">What the records are part of.</param>
    public MappedFileSource(string basePath, Guid uuid)
    {
        ArgumentException.ThrowIfNullOrEmpty(basePath);
        _basePath = basePath;
        _uuid = uuid;
    }

    /// <summary>The file of a CPU.</summary>
    public string PathOf(int cpu) => _basePath + cpu.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public MappedFile Create(int cpu, RingGeometry geometry) => new(PathOf(cpu), geometry, cpu, _uuid);

    /// <inheritdoc/>
    public void Remove(int cpu)
    {
        // One that is gone already or cannot be removed is no reason to fail: a later buffer refuses to be put in its place.
        _ = Unlink.Invoke(PathOf(cpu));
    }
}
