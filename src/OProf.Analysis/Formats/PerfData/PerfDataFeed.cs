using OProf.Analysis.Formats.PerfData.Records;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>Puts the records of a file into the stream of one reader, as it needs them.</summary>
/// <param name="pump">The records.</param>
/// <param name="buffer">The reader's buffer.</param>
/// <param name="tablesGate">
/// Held while records are taken: readers add the call chains that they meet to the session's tables, one at a time.
/// </param>
internal sealed class PerfDataFeed(RecordPump pump, EventBuffer buffer, object tablesGate) : IEventFeed
{
    // One chunk is read while the next one is filled.
    private const long WordsAtOnce = EventBuffer.ChunkWords / 4;

    private bool _isOver;

    /// <inheritdoc/>
    public bool Feed()
    {
        if (_isOver)
            return false;
        try
        {
            long enough = buffer.Words + WordsAtOnce;
            lock (tablesGate)
            {
                while (buffer.Words < enough)
                {
                    if (pump.Step())
                        continue;
                    End();
                    break;
                }
            }

            return true;
        }
        catch (IOException error)
        {
            End();
            throw new InvalidDataException($"The file cannot be read any more: {error.Message}", error);
        }
    }

    private void End()
    {
        _isOver = true;
        pump.Dispose();
        buffer.Complete();
    }
}
