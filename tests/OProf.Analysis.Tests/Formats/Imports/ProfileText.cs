using System.Globalization;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Tests.Formats.Imports;

/// <summary>What a profile says, as text to compare: its samples put together by event, task and call chain.</summary>
internal static class ProfileText
{
    /// <summary>A line for each, with the number of samples and what they stand for.</summary>
    public static List<string> Of(Profile profile, bool withTask = true, bool withImage = true, bool withTime = false)
    {
        var rows = new SortedDictionary<string, (long Samples, long Weight)>(StringComparer.Ordinal);
        foreach (var sample in profile.Samples)
        {
            var thread = profile.Threads[sample.Thread];
            var kind = profile.Events[sample.Event];
            string task = withTask
                ? string.Create(CultureInfo.InvariantCulture, $"{profile.Strings[thread.ProcessName]} {thread.ProcessId} {profile.Strings[thread.Name]} {thread.ThreadId} ")
                : "";
            string time = withTime ? string.Create(CultureInfo.InvariantCulture, $"{sample.Time} [{sample.Cpu}] ") : "";
            string key = $"{kind.Name} {time}{task}{Chain(profile, sample.Stack, withImage)}";
            var row = rows.GetValueOrDefault(key);
            rows[key] = (row.Samples + 1, row.Weight + kind.WeightOf(sample.Period));
        }

        return [.. rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key} = {row.Value.Samples} {row.Value.Weight}"))];
    }

    private static string Chain(Profile profile, int stack, bool withImage)
    {
        var frames = new List<string>();
        for (int at = stack; at != 0; at = profile.Stacks.ParentOf(at))
        {
            int function = profile.Frames[profile.Stacks.FrameOf(at)].Function;
            frames.Add(withImage ? $"{profile.ImageOf(function)}!{profile.NameOf(function)}" : profile.NameOf(function));
        }

        return string.Join(" < ", frames);
    }
}
