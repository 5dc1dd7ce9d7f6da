namespace OProf.Analysis.Profiles.Sources;

/// <summary>A line of a function's source, with the samples that were taken in it.</summary>
public sealed class AnnotatedLine
{
    internal AnnotatedLine(string eventName, string symbol, string image, string file, int line, in SampleCount self, in SampleCount total, in SampleCount all, string? text)
    {
        Event = eventName;
        Symbol = symbol;
        Image = image;
        SourceFile = file;
        Line = line;
        Self = self.ShareOf(all);
        Total = total.ShareOf(all);
        SelfSamples = self.Samples;
        TotalSamples = total.Samples;
        Text = text;
    }

    /// <summary>The part of the event's whole period that was taken in this line, 0 to 1; of the number of samples where periods were not recorded.</summary>
    public double Self { get; }

    /// <summary>The like part with what the line called.</summary>
    public double Total { get; }

    /// <summary>Number of samples that were taken in this line.</summary>
    public long SelfSamples { get; }

    /// <summary>Number of samples that were taken in this line or in what it called; each counts once.</summary>
    public long TotalSamples { get; }

    /// <summary>The line's number; 0 for what has no line.</summary>
    public int Line { get; }

    /// <summary>The line itself; null where its file was not found below the folders allowed.</summary>
    public string? Text { get; }

    /// <summary>The source file, as the debug information has it.</summary>
    public string SourceFile { get; }

    /// <summary>The function.</summary>
    public string Symbol { get; }

    /// <summary>The file that the function is in.</summary>
    public string Image { get; }

    /// <summary>The event.</summary>
    public string Event { get; }
}
