namespace OProf.Analysis.Profiles.Sources;

/// <summary>
/// An instruction of a function with the samples that were taken in it, or, between two, the source line that the following
/// ones belong to.
/// </summary>
public sealed class AnnotatedInstruction
{
    internal AnnotatedInstruction(
        string eventName, string symbol, string image, ulong? address, int length, in SampleCount self, in SampleCount total, in SampleCount all)
    {
        Event = eventName;
        Symbol = symbol;
        Image = image;
        Address = address;
        Length = length;
        Self = self.ShareOf(all);
        Total = total.ShareOf(all);
        SelfSamples = self.Samples;
        TotalSamples = total.Samples;
    }

    /// <summary>The part of the event's whole period that was taken in this instruction, 0 to 1; of the number of samples where periods were not recorded.</summary>
    public double Self { get; }

    /// <summary>The like part with what it called.</summary>
    public double Total { get; }

    /// <summary>Number of samples that were taken in this instruction.</summary>
    public long SelfSamples { get; }

    /// <summary>Number of samples that were taken in this instruction or in what it called; each counts once.</summary>
    public long TotalSamples { get; }

    /// <summary>
    /// Virtual address in the file, before any relocation, as objdump prints it; where the code is not to be had that of the sample:
    /// the offset in the file, or the address in memory. Null for a source line.
    /// </summary>
    public ulong? Address { get; }

    /// <summary>Bytes of the instruction; 0 for a source line, and where the code is not to be had.</summary>
    public int Length { get; }

    /// <summary>The instruction, or the source line; null where the code, or the source file, is not to be had.</summary>
    public string? Text { get; init; }

    /// <summary>The source file, as the debug information has it; null where none is known.</summary>
    public string? SourceFile { get; init; }

    /// <summary>The line's number; 0 where none is known.</summary>
    public int Line { get; init; }

    /// <summary>The function.</summary>
    public string Symbol { get; }

    /// <summary>The file that the function is in.</summary>
    public string Image { get; }

    /// <summary>The event.</summary>
    public string Event { get; }
}
