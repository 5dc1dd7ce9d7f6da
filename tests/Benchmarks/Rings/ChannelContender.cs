using System.Threading.Channels;

namespace OProf.Benchmarks.Rings;

/// <summary>A channel of System.Threading.Channels for all writers.</summary>
internal sealed class ChannelContender(string name, int records, Channel<Record32> channel) : Contender(name, records)
{
    private long _lost;

    public override long Lost => _lost;

    protected override void Write(int writer)
    {
        var output = channel.Writer;
        long lost = 0;
        for (int i = 0; i < Records; i++)
        {
            if (!output.TryWrite(new Record32((ulong)i, (ulong)writer, (ulong)i, 0)))
                lost++;
        }

        Interlocked.Add(ref _lost, lost);
    }

    protected override void Empty()
    {
        while (channel.Reader.TryRead(out _))
        {
        }
    }
}
