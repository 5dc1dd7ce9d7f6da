using System.Buffers.Text;

namespace OProf.Analysis.Formats.PerfScript;

/// <summary>
/// The line that a sample begins with: <c>COMMAND PID/TID [CPU] TIME: PERIOD EVENT: REST</c>. Which of them are there is for who ran
/// <c>perf script</c> to say (<c>-F</c>); command, thread and event have to be.
/// </summary>
internal ref struct ScriptHeader
{
    /// <summary>Name of the thread; it may have blanks in it.</summary>
    internal ReadOnlySpan<byte> Command { get; private set; }

    /// <summary>Process id; -1 where it is not said.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>Thread id.</summary>
    internal int ThreadId { get; private set; }

    /// <summary>The CPU; -1 where it is not said.</summary>
    internal int Cpu { get; private set; }

    /// <summary>Nanoseconds; 0 where they are not said.</summary>
    internal ulong Time { get; private set; }

    /// <summary>What the sample stands for; 0 where it is not said.</summary>
    internal ulong Period { get; private set; }

    /// <summary>Name of the event.</summary>
    internal ReadOnlySpan<byte> Event { get; private set; }

    /// <summary>What follows: the place, of a sample without a call chain; a tracepoint's fields.</summary>
    internal ReadOnlySpan<byte> Rest { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>False where it is none.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> line, out ScriptHeader header)
    {
        header = new ScriptHeader { ProcessId = -1, Cpu = -1 };
        line = line.TrimStart((byte)' ');

        // The ids are the first number behind a blank that the rest of a sample follows: a name may have numbers in it, too.
        int at = 0;
        while (true)
        {
            int space = line[at..].IndexOf((byte)' ');
            if (space < 0)
                return false;
            at += space;
            int word = at;
            while (word < line.Length && line[word] == ' ')
                word++;
            if (at > 0 && header.TakeIds(line[word..], out int used) && header.TakeRest(line[(word + used)..].TrimStart((byte)' ')))
            {
                header.Command = line[..at];
                return true;
            }

            at = word;
        }
    }

    private bool TakeIds(ReadOnlySpan<byte> text, out int used)
    {
        used = 0;
        if (!Utf8Parser.TryParse(text, out int first, out int length) || first < -1)
            return false;
        int second = -1;
        bool isPair = length < text.Length && text[length] == '/';
        if (isPair)
        {
            if (!Utf8Parser.TryParse(text[(length + 1)..], out second, out int more))
                return false;
            length += 1 + more;
        }

        if (length >= text.Length || text[length] != ' ')
            return false;
        used = length;
        ThreadId = isPair ? second : first;
        ProcessId = isPair ? first : -1;
        return true;
    }

    private bool TakeRest(ReadOnlySpan<byte> text)
    {
        (Cpu, Time, Period) = (-1, 0, 0);
        if (!text.IsEmpty && text[0] == '[')
        {
            int end = text.IndexOf((byte)']');
            if (end < 0 || !Utf8Parser.TryParse(text[1..end], out int cpu, out int used) || used != end - 1 || cpu is < 0 or >= short.MaxValue)
                return false;
            Cpu = cpu;
            text = text[(end + 1)..].TrimStart((byte)' ');
        }

        TakeTime(ref text);
        if (Utf8Parser.TryParse(text, out ulong period, out int digits) && digits < text.Length && text[digits] == ' ')
        {
            Period = period;
            text = text[digits..].TrimStart((byte)' ');
        }

        // An event's name may have colons in it; its own stands before a blank or the end.
        int stop = text.IndexOf((byte)' ');
        var word = stop < 0 ? text : text[..stop];
        if (word.Length < 2 || word[^1] != ':' || !(char.IsAsciiLetter((char)word[0]) || word[0] is (byte)'_' or (byte)'/' or (byte)'{'))
            return false;
        Event = word[..^1];
        Rest = stop < 0 ? default : text[stop..].Trim((byte)' ');
        return true;
    }

    // Seconds with six digits behind the point, or nine (--ns).
    private void TakeTime(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out ulong seconds, out int used) || used >= text.Length || text[used] != '.')
            return;
        var rest = text[(used + 1)..];
        if (!Utf8Parser.TryParse(rest, out ulong part, out int digits) || digits > 9 || digits >= rest.Length || rest[digits] != ':')
            return;
        for (int i = digits; i < 9; i++)
            part *= 10;
        if (seconds > ulong.MaxValue / 2_000_000_000)
            return;
        Time = (seconds * 1_000_000_000) + part;
        text = rest[(digits + 1)..].TrimStart((byte)' ');
    }
}
