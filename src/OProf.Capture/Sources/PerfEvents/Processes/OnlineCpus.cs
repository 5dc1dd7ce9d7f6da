using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>
/// The CPUs that are online, looked at many times: the kernel's list is read anew from a descriptor that stays open, and
/// understood only where it has changed. For one thread.
/// </summary>
internal sealed class OnlineCpus : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(CpuList.OnlinePath);

    // A file of sysfs has a page at most.
    private readonly byte[] _text = new byte[4096];
    private readonly byte[] _last = new byte[4096];
    private int _lastLength;

    /// <summary>Looks.</summary>
    /// <returns>The CPUs, in ascending order, at the first look and where they are others than at the last; else null.</returns>
    /// <exception cref="IOException">The list cannot be read.</exception>
    public int[]? Look()
    {
        int length = RandomAccess.Read(_file, _text, 0);
        var text = _text.AsSpan(0, length);
        if (text.SequenceEqual(_last.AsSpan(0, _lastLength)))
            return null;
        text.CopyTo(_last);
        _lastLength = length;
        return CpuList.Parse(Encoding.ASCII.GetString(text));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
