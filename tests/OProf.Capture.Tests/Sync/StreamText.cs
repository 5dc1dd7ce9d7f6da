using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Sync;

/// <summary>The words of an event buffer, spelt out record by record without the help of the reader that is tested.</summary>
internal static class StreamText
{
    public static ulong[] Words(EventBuffer buffer)
    {
        var words = new List<ulong>();
        var cursor = default(EventBufferCursor);
        for (var piece = buffer.Peek(ref cursor); !piece.IsEmpty; piece = buffer.Peek(ref cursor))
        {
            words.AddRange(piece);
            cursor.Skip(piece.Length);
        }

        return [.. words];
    }

    public static string Of(EventBuffer buffer)
    {
        var text = new List<string>();
        var words = new Queue<ulong>(Words(buffer));
        while (words.TryDequeue(out ulong word))
            text.Add(word == EventCode.Escape ? Escape(words) : $"{word:x}/{words.Dequeue()}");
        return string.Join(" | ", text);
    }

    private static string Escape(Queue<ulong> words)
    {
        ulong code = words.Dequeue();
        return code switch
        {
            EventCode.ContextSwitch => $"ctx {(int)words.Dequeue()} exe {words.Dequeue()}",
            EventCode.CpuSwitch => $"cpu {words.Dequeue()}",
            EventCode.CookieSwitch => words.Dequeue() is var cookie && cookie == Cookie.InvalidCookie ? "cookie none" : $"cookie {cookie}",
            EventCode.KernelEnterSwitch => "kernel",
            EventCode.KernelExitSwitch => "user",
            EventCode.ModuleLoaded => "module",
            EventCode.ContextTgid => $"tgid {(int)words.Dequeue()}",
            EventCode.TraceBegin => "begin",
            EventCode.TraceEnd => "end",
            EventCode.IbsFetch => $"fetch {words.Dequeue():x} {Take(words, 2)}",
            EventCode.IbsOp => $"op {words.Dequeue():x} {Take(words, 5)}",
            EventCode.Data => $"data {Take(words, words.Dequeue())}",
            EventCode.Lost => $"lost {Take(words, words.Dequeue())}",
            _ => throw new InvalidOperationException($"code {code}"),
        };
    }

    private static string Take(Queue<ulong> words, ulong count) =>
        string.Join(' ', Enumerable.Range(0, (int)count).Select(_ => words.Dequeue().ToString("x")));
}
