namespace OProf.Capture.Sync;

/// <content>Samples that are logged, and become words when somebody reads them.</content>
public sealed partial class EventStreamWriter
{
    /// <summary>The oldest generation of the tables that what is kept refers to, in words or not.</summary>
    internal int OldestGeneration
    {
        get
        {
            int words = _buffer.OldestGeneration;
            return Log is { } log && log.Said < log.End ? Math.Min(words, log.OldestGeneration) : words;
        }
    }

    /// <summary>Says that what comes refers to a new generation of the tables.</summary>
    internal void BeginGeneration(int number)
    {
        _buffer.Generation = number;
        Log?.BeginGeneration(number);
    }

    /// <summary>
    /// Makes the words of all samples that have none, and of those to come as they come, since somebody will read them. From any
    /// thread.
    /// </summary>
    internal void BeginReading()
    {
        if (Log is null)
            return;
        lock (_buffer.SyncRoot)
        {
            Log.AddReader();
            SayLogged();
        }
    }

    /// <summary>Makes the words of all samples that have none.</summary>
    internal void SayLogged()
    {
        if (Log is not { } log || log.Said == log.End)
            return;
        int generation = _buffer.Generation;
        bool saysRecorded = log.Said < log.Taken;
        for (; log.Said < log.End; log.Said++)
        {
            // Whoever records what comes behind this has to begin here: these words of what lies before it are for others.
            if (saysRecorded && log.Said == log.Taken)
                log.Recorder?.SkipToEnd(this);
            ref readonly var logged = ref log[log.Said];
            _buffer.Generation = log.GenerationOf(log.Said);
            int words = Say(new StreamSample
            {
                Time = logged.Time,
                Period = logged.Period,
                Cookie = logged.Cookie,
                Offset = logged.Offset,
                ExecutableCookie = logged.ExecutableCookie,
                Cpu = logged.Cpu,
                Task = logged.Task,
                Stack = logged.Stack,
                ProcessId = logged.ProcessId,
                ThreadId = logged.ThreadId,
                Event = logged.Event,
                Mode = logged.Mode,
            });
            if (log.Said >= log.Taken)
                log.Words += words;
        }

        _buffer.Generation = generation;
        log.ForgetGenerations();
        if (saysRecorded && log.Taken == log.End)
            log.Recorder?.SkipToEnd(this);
    }

    private bool Logged(SampleLog log, in StreamSample sample)
    {
        // A round with more samples than there is room for has words, which are recorded in their place.
        if (!log.HasRoom && !MakeRoom(log))
        {
            SayLogged();
            return Say(sample) > 0;
        }

        if (!log.IsLazy)
        {
            int words = Say(sample);
            if (words == 0)
                return false;
            log.Words += words;
            Put(ref log.Add(), sample);
            log.Said = log.End;
            return true;
        }

        Put(ref log.Add(), sample);
        return true;
    }

    // Samples that nobody has read go, and with them the words before them: a reader is never given a stream with a gap in it.
    private bool MakeRoom(SampleLog log)
    {
        int dropped = log.IsLazy && !_buffer.HasPins ? log.Drop() : 0;
        if (dropped == 0)
            return false;
        log.ForgetGenerations();
        _samples += dropped;
        _buffer.Drop(dropped);
        log.Recorder?.SkipToEnd(this);
        return true;
    }

    private Span<ulong> Reserve(int words)
    {
        SayLogged();
        return _buffer.Reserve(words);
    }

    // As a reader of the words will find it.
    private static void Put(ref LoggedSample logged, in StreamSample sample)
    {
        logged.Time = sample.Time;
        logged.Period = sample.Period;
        logged.Cookie = HasNoFile(sample.Mode) ? Cookie.NoCookie : sample.Cookie;
        logged.Offset = sample.Offset;
        logged.ExecutableCookie = sample.ExecutableCookie;
        logged.Task = sample.Task;
        logged.Stack = sample.Stack;
        logged.ProcessId = sample.ProcessId;
        logged.ThreadId = sample.ThreadId;
        logged.Cpu = (ushort)sample.Cpu;
        logged.Event = (ushort)sample.Event;
        logged.Mode = sample.Mode;
        logged.FollowsFromTables = sample.IsInnermostFrame && sample.IsOfTask;
    }
}
