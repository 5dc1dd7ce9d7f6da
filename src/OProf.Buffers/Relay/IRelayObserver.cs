using OProf.Buffers.Rings;

namespace OProf.Buffers.Relay;

/// <summary>
/// Is told what happens to the buffers of a channel. Each member has a default, so an observer has only those it needs.
/// None may throw. What tells of sub-buffers is called by the buffer's writer, once a sub-buffer.
/// </summary>
public interface IRelayObserver
{
    /// <summary>Bytes that each sub-buffer begins with and no record is put in: a packet's header. A constant; at most a page.</summary>
    int HeaderSize => 0;

    /// <summary>A sub-buffer begins, with the first record that is to be put in it; its header may be written.</summary>
    /// <param name="cpu">The buffer's CPU.</param>
    /// <param name="opening">The new sub-buffer, the one before, and the padding between.</param>
    /// <returns>False to stop the logging: this record and all later ones of the CPU are refused, and counted as that.</returns>
    bool SubBufferStart(int cpu, in SubBufferOpening opening) => true;

    /// <summary>A sub-buffer is full or was flushed: the last moment at which its header can be changed.</summary>
    /// <param name="cpu">The buffer's CPU.</param>
    /// <param name="closing">The sub-buffer, and what the buffer has lost until now.</param>
    void SubBufferEnd(int cpu, in SubBufferClosing closing)
    {
    }

    /// <summary>A file was created for a CPU.</summary>
    void FileCreated(int cpu, string path)
    {
    }

    /// <summary>A file that was created for a CPU was removed again.</summary>
    void FileRemoved(int cpu, string path)
    {
    }
}
