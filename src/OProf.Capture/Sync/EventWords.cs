namespace OProf.Capture.Sync;

/// <summary>Finds where the records of an event stream end, without understanding them.</summary>
internal static class EventWords
{
    /// <summary>Number of words of the first record; 0 where more words are needed to tell, or to have all of it.</summary>
    /// <param name="words">Words that begin with a record.</param>
    /// <exception cref="InvalidDataException">No record is like this.</exception>
    public static int LengthOf(ReadOnlySpan<ulong> words)
    {
        if (words.Length < 2 || (words[0] == EventCode.Escape && words[1] >= EventCode.FirstOwn && words.Length < 3))
            return 0;
        long length = words[0] != EventCode.Escape ? 2 : LengthOfCode(words);
        if (length > EventBuffer.MaxRecordWords)
            throw new InvalidDataException($"A record of the event stream says it has {length} words; {EventBuffer.MaxRecordWords} are the most.");
        return length <= words.Length ? (int)length : 0;
    }

    private static long LengthOfCode(ReadOnlySpan<ulong> words)
    {
        ulong code = words[1];
        if (code >= EventCode.FirstOwn)
            return 3 + (long)Math.Min(words[2], int.MaxValue);
        return code switch
        {
            EventCode.ContextSwitch => 4,
            EventCode.CpuSwitch or EventCode.CookieSwitch or EventCode.ContextTgid => 3,
            EventCode.IbsFetch => 5,
            EventCode.IbsOp => 8,
            EventCode.KernelEnterSwitch or EventCode.KernelExitSwitch or EventCode.ModuleLoaded or EventCode.TraceBegin
                or EventCode.TraceEnd or EventCode.XenEnterSwitch => 2,
            _ => throw new InvalidDataException($"The event stream has the code {code} after an escape word, which is none of OProfile's."),
        };
    }
}
