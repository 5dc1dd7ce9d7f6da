using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Relay;

/// <summary>
/// Reads the file of a <see cref="MappedFile"/> whose writer is gone: every committed byte that was not consumed. Nothing
/// in it is trusted.
/// </summary>
/// <remarks>
/// A killed process leaves the pages of a shared mapping as they were, so the control words are in the order of their
/// stores. Sub-buffers lie from the position consumed to the position reserved; one that is sealed is whole, of the others
/// the commit count says how much is committed:
/// <code>
///   Consumed                                   Reserved
///   ──┼── sealed ──┼── sealed ──┼ committed │ cut off ┤
/// </code>
/// </remarks>
public sealed class RelayRecovery : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly MappedFileHeader _header;
    private readonly List<RecoveredSubBuffer> _subBuffers = [];

    private RelayRecovery(string path, SafeFileHandle file, in MappedFileHeader header, in RecoveredControl control)
    {
        Path = path;
        _file = file;
        _header = header;
        Uuid = RecoveredFile.UuidOf(header);
        Losses = control.Losses;
        Consumed = control.Consumed;
        foreach (var subBuffer in control.SubBuffers)
            _subBuffers.Add(subBuffer);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the records are part of.</summary>
    public Guid Uuid { get; }

    /// <summary>Number of the CPU whose records these are.</summary>
    public int Cpu => _header.Cpu;

    /// <summary>The buffer's shape.</summary>
    public RingGeometry Geometry => new(_header.SubBufferSize, _header.SubBufferCount);

    /// <summary>Bytes of the header that each sub-buffer begins with.</summary>
    public int HeaderSize => _header.SubBufferHeaderSize;

    /// <summary>Whether each record has a header (<see cref="Rings.FramedRecords"/>).</summary>
    public bool IsFramed => _header.Framed == 1;

    /// <summary>Bytes of the time in each record's header.</summary>
    public int TimeSize => _header.TimeSize;

    /// <summary>What the buffer had lost, by cause.</summary>
    public Rings.RingLosses Losses { get; }

    /// <summary>Position up to which a consumer had taken the sub-buffers; what lies before is not here.</summary>
    public long Consumed { get; }

    /// <summary>The sub-buffers that were not consumed, oldest first. One of which nothing is committed but its header is not among them.</summary>
    public IReadOnlyList<RecoveredSubBuffer> SubBuffers => _subBuffers;

    /// <summary>Records in all of them.</summary>
    public long Records => _subBuffers.Sum(subBuffer => subBuffer.Records);

    /// <summary>Bytes that were reserved and not committed when the writer ended; they are lost.</summary>
    public long CutOff => _subBuffers.Sum(subBuffer => (long)subBuffer.CutOff);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file of a buffer.</param>
    /// <param name="uuid">What the records have to be part of; null where anything is welcome.</param>
    /// <exception cref="InvalidDataException">
    /// The file belongs to somebody else, others may use it, or its content is not what such a file holds: says what, where,
    /// and what was expected.
    /// </exception>
    /// <exception cref="IOException">It cannot be opened or read; a symbolic link is not followed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static RelayRecovery Open(string path, Guid? uuid = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int fd = Native.Open.Invoke(path, Native.Open.O_RDONLY | Native.Open.O_NOFOLLOW | Native.Open.O_CLOEXEC, 0);
        if (fd < 0)
            throw FileError.Of($"The buffer file '{path}' cannot be opened", Marshal.GetLastPInvokeError());
        var file = new SafeFileHandle(fd, ownsHandle: true);
        try
        {
            var recovered = new RecoveredFile(path, file);
            recovered.CheckOwner(fd);
            var header = recovered.ReadHeader(uuid);
            return new RelayRecovery(path, file, header, recovered.ReadControl(header));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is committed of a sub-buffer, header included.</summary>
    /// <param name="subBuffer">One of <see cref="SubBuffers"/>.</param>
    /// <param name="destination">Room for its <see cref="RecoveredSubBuffer.Used"/> bytes.</param>
    /// <exception cref="ArgumentException">There is not enough room.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(in RecoveredSubBuffer subBuffer, Span<byte> destination)
    {
        if (destination.Length < subBuffer.Used)
            throw new ArgumentException($"{subBuffer.Used} bytes do not fit into {destination.Length}.", nameof(destination));
        long offset = _header.DataOffset + (subBuffer.Position & (Geometry.Size - 1));
        new RecoveredFile(Path, _file).ReadExactly(destination[..subBuffer.Used], offset);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
