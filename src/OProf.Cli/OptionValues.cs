using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace OProf.Cli;

/// <summary>Reads the values of options, in the invariant culture; what cannot be read becomes an error of usage.</summary>
internal static class OptionValues
{
    /// <summary>Numbers and ranges, separated by commas: <c>0,2-3</c>. Of an option that may be given more than once.</summary>
    internal static int[] Numbers(ArgumentResult result)
    {
        // A range that is longer than any machine is a mistake, not a reason to run out of memory.
        const int MaxCount = 1 << 16;
        var numbers = new List<int>();
        foreach (var token in result.Tokens)
        {
            foreach (string part in token.Value.Split(','))
            {
                int dash = part.IndexOf('-', StringComparison.Ordinal);
                bool isRead = Number(dash < 0 ? part : part[..dash], out int first) & Number(dash < 0 ? part : part[(dash + 1)..], out int last);
                if (!isRead || last < first || last - first >= MaxCount - numbers.Count)
                {
                    result.AddError($"'{token.Value}' is no list of numbers and ranges such as 0,2-3.");
                    return [];
                }

                for (int number = first; number <= last; number++)
                    numbers.Add(number);
            }
        }

        return [.. numbers];
    }

    /// <summary>A length of time: seconds, or a number with ms, s, m or h.</summary>
    internal static TimeSpan? Duration(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        (string number, double unit) = text switch
        {
            [.. var head, 'm', 's'] => (head, 1e-3),
            [.. var head, 's'] => (head, 1.0),
            [.. var head, 'm'] => (head, 60.0),
            [.. var head, 'h'] => (head, 3600.0),
            _ => (text, 1.0),
        };
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value > 0 && value * unit <= TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return TimeSpan.FromSeconds(value * unit);
        }

        result.AddError($"'{text}' is no length of time such as 10, 0.5s, 500ms, 2m or 1h.");
        return null;
    }

    /// <summary>A time between two looks at something: at least 100 ms.</summary>
    internal static TimeSpan? Interval(ArgumentResult result)
    {
        var interval = Duration(result);
        if (interval < TimeSpan.FromMilliseconds(100))
            result.AddError($"'{result.Tokens[0].Value}' is too short: at least 100ms.");
        return interval;
    }

    /// <summary>A number of at least 1.</summary>
    internal static int? Positive(ArgumentResult result)
    {
        if (Number(result.Tokens[0].Value, out int number) && number > 0)
            return number;
        result.AddError($"'{result.Tokens[0].Value}' is no number of 1 or more.");
        return null;
    }

    /// <summary>A number of bytes, with K, M or G for the powers of 1024.</summary>
    internal static long? Bytes(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        (string number, int shift) = text switch
        {
            [.. var head, 'K' or 'k'] => (head, 10),
            [.. var head, 'M' or 'm'] => (head, 20),
            [.. var head, 'G' or 'g'] => (head, 30),
            _ => (text, 0),
        };
        if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= long.MaxValue >> shift)
            return value << shift;
        result.AddError($"'{text}' is no number of bytes such as 65536, 512K or 8M.");
        return null;
    }

    internal static CallGraphMode CallGraph(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "fp":
                return CallGraphMode.FramePointer;
            case "none":
                return CallGraphMode.None;
            default:
                result.AddError($"'{result.Tokens[0].Value}' is no way to take call chains; there are fp and none.");
                return default;
        }
    }

    /// <summary>Keys of a report, separated by commas.</summary>
    internal static ProfileKey[] Keys(ArgumentResult result)
    {
        var keys = new List<ProfileKey>();
        foreach (var token in result.Tokens)
        {
            foreach (string part in token.Value.Split(','))
            {
                // Enum.TryParse would take a number too.
                if (part.Length != 0 && char.IsAsciiLetter(part[0]) && Enum.TryParse(part, ignoreCase: true, out ProfileKey key))
                {
                    if (!keys.Contains(key))
                        keys.Add(key);
                    continue;
                }

                result.AddError($"'{part}' is no key; there are {string.Join(", ", Enum.GetNames<ProfileKey>()).ToLowerInvariant()}.");
                return [];
            }
        }

        return [.. keys];
    }

    /// <summary>Refuses keys that samples have not, or times off the CPU have not.</summary>
    internal static void CheckKeys(CommandResult result, Option<ProfileKey[]> by, Option<bool> offCpu)
    {
        // The words: the value of an option with an error is not to be had.
        var words = result.GetResult(by)?.Tokens.SelectMany(token => token.Value.Split(',')) ?? [];
        bool isOffCpu = result.GetValue(offCpu);
        string other = nameof(ProfileKey.Event), reason = nameof(ProfileKey.Reason);
        if (isOffCpu && words.Contains(nameof(ProfileKey.Time), StringComparer.OrdinalIgnoreCase))
            result.AddError("With --off-cpu there is no key 'time'.");
        if (words.Contains(isOffCpu ? other : reason, StringComparer.OrdinalIgnoreCase))
            result.AddError(isOffCpu ? "With --off-cpu there is no key 'event'; there is 'reason'." : "The key 'reason' goes with --off-cpu.");
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
