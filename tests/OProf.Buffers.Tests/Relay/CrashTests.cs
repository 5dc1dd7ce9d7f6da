using System.Diagnostics;
using OProf.Buffers.Relay;
using OProf.Buffers.Tests.Rings;
using Xunit;

namespace OProf.Buffers.Tests.Relay;

public sealed class CrashTests
{
    private const int Kills = 10;

    [Fact]
    public void EachCommittedRecordOfAKilledWriterIsFoundAndNoneInvented()
    {
        var random = new Random(7);
        for (int i = 0; i < Kills; i++)
        {
            using var folder = new TemporaryFolder();
            (long committed, long consumed) = KillAWriter(folder, 5000 + random.NextInt64(200_000));
            using var recovery = RelayRecovery.Open(folder["buffer"]);
            long next = -1;
            foreach (var subBuffer in recovery.SubBuffers)
            {
                byte[] bytes = new byte[subBuffer.Used];
                recovery.Read(subBuffer, bytes);
                if (bytes.Length == 0)
                    continue;
                Assert.Equal(subBuffer.Position, PacketObserver.PositionIn(bytes));
                long records = 0;
                for (ReadOnlySpan<byte> rest = bytes.AsSpan(PacketObserver.Size); !rest.IsEmpty; records++)
                {
                    var (_, number, length) = NumberedRecords.Read(rest);
                    Assert.True(next < 0 || number == next);
                    next = number + 1;
                    rest = rest[length..];
                }

                Assert.Equal(subBuffer.Records, records);
            }

            // The writer says how far it is after the commit, so there may be one more; and of consumed the same.
            Assert.InRange(next - 1, committed, committed + 1);
            long first = next - recovery.Records;
            Assert.InRange(first, consumed + 1, consumed + 1 + (CrashWriter.Geometry.SubBufferSize / NumberedRecords.MinLength));
            Assert.InRange(recovery.SubBuffers.Count, 1, (int)CrashWriter.Geometry.SubBufferCount);
        }
    }

    /// <summary>Starts a writer and kills it once it has committed that many records.</summary>
    private static (long Committed, long Consumed) KillAWriter(TemporaryFolder folder, long after)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        start.ArgumentList.Add(CrashWriter.Verb);
        start.ArgumentList.Add(folder.Path);
        using var writer = Process.Start(start)!;
        try
        {
            while (!writer.HasExited && (!File.Exists(folder["progress"]) || Progress(folder).Committed < after))
                Thread.Yield();
        }
        finally
        {
            writer.Kill();
            writer.WaitForExit();
        }

        Assert.Equal("", writer.StandardError.ReadToEnd());
        return Progress(folder);
    }

    private static (long Committed, long Consumed) Progress(TemporaryFolder folder)
    {
        using var file = File.OpenHandle(folder["progress"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] words = new byte[16];
        return RandomAccess.Read(file, words, CrashWriter.ProgressOffset) == words.Length
            ? (BitConverter.ToInt64(words), BitConverter.ToInt64(words, 8))
            : (0, 0);
    }
}
