using System.Text;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>Descriptions and states as fields in a fixed order. Both sides are of one version, which the files say.</summary>
internal static class SessionFields
{
    /// <summary>Writes a description.</summary>
    public static void Write(FieldWriter writer, SessionDescription description)
    {
        writer.Text(description.Name);
        writer.Text(description.Target);
        writer.List(description.Events, writer.Text);
        writer.List(description.Groups, group => writer.List(group, member => writer.Number(member)));
        writer.List(description.Cpus, cpu => writer.Number(cpu));
        writer.Number(description.RingSize);
        writer.Number(description.StartTime.Ticks);
        writer.Number(description.StartTime.Offset.Ticks);
        writer.Number((long)description.StartTimestamp);
        writer.Optional(description.Frequency);
        writer.Optional(description.Period);
        writer.Number((int)description.CallGraph);
        writer.Number(description.ExcludeKernel ? 1 : 0);
        writer.Number(description.ExcludeUser ? 1 : 0);
        writer.Number(description.MaxMemory);
        writer.Number((int)description.Mode);
        writer.Optional(description.Last?.Ticks);
        writer.Number(description.Command is null ? 0 : 1);
        if (description.Command is not null)
            writer.List(description.Command, writer.Text);
        writer.Optional(description.CommandProcessId);
        writer.Text(description.HostName);
        writer.Text(description.KernelRelease);
        writer.Text(description.Architecture);
        writer.Text(description.BootId);
    }

    /// <summary>Reads a description.</summary>
    /// <exception cref="InvalidDataException">The fields make no sense.</exception>
    public static SessionDescription ReadDescription(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        return new SessionDescription
        {
            Name = Text(ref reader),
            Target = Text(ref reader),
            Events = Texts(ref reader),
            Groups = Groups(ref reader),
            Cpus = Numbers(ref reader),
            RingSize = reader.Signed(),
            StartTime = Time(ref reader),
            StartTimestamp = (ulong)reader.Signed(),
            Frequency = (int?)Optional(ref reader),
            Period = Optional(ref reader),
            CallGraph = (CallGraphMode)reader.Int32(),
            ExcludeKernel = reader.Signed() != 0,
            ExcludeUser = reader.Signed() != 0,
            MaxMemory = Math.Clamp(reader.Signed(), 0, long.MaxValue / 4),
            Mode = (BufferRetention)reader.Int32(),
            Last = Optional(ref reader) is { } ticks ? TimeSpan.FromTicks(ticks) : null,
            Command = reader.Signed() != 0 ? Texts(ref reader) : null,
            CommandProcessId = (int?)Optional(ref reader),
            HostName = Text(ref reader),
            KernelRelease = Text(ref reader),
            Architecture = Text(ref reader),
            BootId = Text(ref reader),
        };
    }

    /// <summary>Writes a state.</summary>
    public static void Write(FieldWriter writer, SessionStatus status)
    {
        writer.Number((int)status.State);
        writer.Number((int)status.EndReason);
        writer.Number(status.Elapsed.Ticks);
        writer.Number(status.Samples);
        writer.Number((long)status.FirstSampleTimestamp);
        writer.OptionalText(status.Failure);
        writer.Number((int)status.CommandExitReason);
        writer.Optional(status.CommandExitCode);
        writer.Optional(status.CommandSignal);
        writer.OptionalText(status.StandardOutput);
        writer.OptionalText(status.StandardError);
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The fields make no sense.</exception>
    public static SessionStatus ReadStatus(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        return new SessionStatus
        {
            State = (SessionState)reader.Int32(),
            EndReason = (EndReason)reader.Int32(),
            Elapsed = TimeSpan.FromTicks(reader.Signed()),
            Samples = reader.Signed(),
            FirstSampleTimestamp = (ulong)reader.Signed(),
            Failure = OptionalText(ref reader),
            CommandExitReason = (CommandExitReason)reader.Int32(),
            CommandExitCode = (int?)Optional(ref reader),
            CommandSignal = (int?)Optional(ref reader),
            StandardOutput = OptionalText(ref reader),
            StandardError = OptionalText(ref reader),
        };
    }

    private static string Text(ref VarintReader reader) => Encoding.UTF8.GetString(reader.Bytes());

    private static string? OptionalText(ref VarintReader reader) => reader.Signed() != 0 ? Text(ref reader) : null;

    private static long? Optional(ref VarintReader reader) => reader.Signed() != 0 ? reader.Signed() : null;

    // Each thing takes a byte at least, so a number that makes no sense ends soon.
    private static List<string> Texts(ref VarintReader reader)
    {
        var texts = new List<string>();
        for (long left = reader.Signed(); left > 0; left--)
            texts.Add(Text(ref reader));
        return texts;
    }

    private static List<int> Numbers(ref VarintReader reader)
    {
        var numbers = new List<int>();
        for (long left = reader.Signed(); left > 0; left--)
            numbers.Add(reader.Int32());
        return numbers;
    }

    private static List<IReadOnlyList<int>> Groups(ref VarintReader reader)
    {
        var groups = new List<IReadOnlyList<int>>();
        for (long left = reader.Signed(); left > 0; left--)
            groups.Add(Numbers(ref reader));
        return groups;
    }

    private static DateTimeOffset Time(ref VarintReader reader)
    {
        long ticks = reader.Signed();
        long offset = reader.Signed();
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromTicks(offset));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The time {ticks} with the offset {offset} is none.", e);
        }
    }
}
