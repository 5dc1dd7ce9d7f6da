using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>
/// Where a command's standard output and error go: what the command gets is opened here, and what it writes is read where it is
/// to be kept. Reading begins at once, so that nothing is started for it between a launch and its end.
/// </summary>
internal sealed class CommandStreams : IDisposable
{
    private const int MaxOutput = 16 << 20;

    private readonly List<(int From, int To)> _descriptors = new(2);
    private readonly Task<(string Text, bool Truncated)>?[] _texts = new Task<(string, bool)>?[2];
    private bool _closed;

    /// <summary>Opens them.</summary>
    /// <exception cref="CaptureException">No descriptor is left.</exception>
    public CommandStreams(CommandOutput output)
    {
        try
        {
            switch (output)
            {
                case CommandOutput.Capture:
                    Collect(0);
                    Collect(1);
                    break;
                case CommandOutput.Discard:
                    int nowhere = OpenFile.Invoke("/dev/null", OpenFile.O_WRONLY | OpenFile.O_CLOEXEC);
                    if (nowhere < 0)
                        throw LaunchFailure.NotStarted("/dev/null", Marshal.GetLastPInvokeError());
                    _descriptors.Add((nowhere, 1));
                    _descriptors.Add((nowhere, 2));
                    break;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Descriptors of this process, and the numbers under which the command gets them.</summary>
    public IReadOnlyList<(int From, int To)> Descriptors => _descriptors;

    /// <summary>Lets go of the command's ends, when it has its own: what reads comes to its end with the command's then.</summary>
    public void HandOn()
    {
        if (_closed)
            return;
        _closed = true;
        int last = -1;
        foreach (var (fd, _) in _descriptors)
        {
            if (fd != last)
                _ = Close.Invoke(fd);
            last = fd;
        }
    }

    /// <summary>Where no command got them, closes all of it: nothing is left open when this returns.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        HandOn();
        foreach (var text in _texts)
            text?.Wait();
    }

    /// <summary>Writes what was read into the command's result, when everyone who holds the output open has closed it.</summary>
    public Task GiveTo(CommandResult result) => _texts[0] is null ? Task.CompletedTask : GiveAsync(result, _texts[0]!, _texts[1]!);

    private static async Task GiveAsync(CommandResult result, Task<(string Text, bool Truncated)> output, Task<(string Text, bool Truncated)> error)
    {
        var (outText, errText) = (await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        result.StandardOutput = outText.Text;
        result.StandardError = errText.Text;
        result.OutputTruncated = outText.Truncated || errText.Truncated;
    }

    private void Collect(int index)
    {
        if (Pipe2.Invoke(out int readEnd, out int writeEnd) < 0)
            throw LaunchFailure.NotStarted("a pipe", Marshal.GetLastPInvokeError());
        _descriptors.Add((writeEnd, index + 1));
        _texts[index] = Task.Run(() =>
        {
            using var stream = new FileStream(new SafeFileHandle(readEnd, ownsHandle: true), FileAccess.Read, bufferSize: 0);
            var text = new MemoryStream();
            var buffer = new byte[64 << 10];
            bool truncated = false;
            for (int n; (n = stream.Read(buffer)) > 0;)
            {
                int room = Math.Min(n, MaxOutput - (int)text.Length);
                text.Write(buffer, 0, room);
                truncated |= room < n;
            }

            return (Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length), truncated);
        });
    }
}
