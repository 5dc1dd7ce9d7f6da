using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>What is written of a session that has ended: the report to standard output, the rest to standard error.</summary>
internal static class SessionText
{
    private const int NoticesOfAKind = 3;

    /// <param name="session">The session.</param>
    /// <param name="by">Keys of the report; none for the usual ones.</param>
    /// <param name="offCpu">Whether the report is of times off the CPU.</param>
    /// <param name="top">Rows of the report; 0 for all.</param>
    /// <param name="selfOnly">Whether call chains are not looked at.</param>
    internal static void Report(Session session, IReadOnlyList<ProfileKey> by, bool offCpu, int top, bool selfOnly = false)
    {
        IReadOnlyList<SessionNotice> notices;
        using (var table = new StreamWriter(Console.OpenStandardOutput()))
        {
            if (offCpu)
            {
                var report = OffCpuReport.Measure(session, by.Count == 0 ? OffCpuReport.DefaultKeys : by);
                new OffCpuTable(report).Write(table, top);
                SayCgroups(report.By, [.. report.Rows.Select(row => row.Cgroup)]);
                notices = report.Notices;
                if (!report.Taken)
                    Console.Error.WriteLine("oprof: No time off the CPU was taken; 'oprof capture --off-cpu' takes it.");
            }
            else
            {
                var report = SampleReport.Measure(session, by.Count == 0 ? [ProfileKey.Symbol] : by, selfOnly: selfOnly, eventColumns: true);
                new SampleTable(report).Write(table, top);
                SayCgroups(report.By, [.. report.Rows.Select(row => row.Cgroup)]);
                notices = report.Notices;
            }
        }

        SayNotices(notices);
    }

    private static void SayCgroups(IReadOnlyList<ProfileKey> by, IReadOnlyCollection<string?> cgroups)
    {
        if (CgroupNotice.Of(by, cgroups) is { } notice)
            Console.Error.WriteLine("oprof: " + notice);
    }

    // A system has a hundred stripped files: a few of a kind tell what is the matter.
    internal static void SayNotices(IReadOnlyList<SessionNotice> notices)
    {
        var said = new Dictionary<string, int>();
        foreach (var notice in notices)
        {
            said.TryGetValue(notice.Id, out int count);
            said[notice.Id] = count + 1;
            if (count < NoticesOfAKind)
                Console.Error.WriteLine($"oprof: {notice.Message} [{notice.Id}]");
        }

        foreach (var (id, count) in said)
        {
            if (count > NoticesOfAKind)
                Console.Error.WriteLine($"oprof: and {count - NoticesOfAKind} more [{id}]");
        }
    }

    internal static void SayEnd(Session session)
    {
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"oprof: {session.SampleCount} samples, {session.LostCount} lost, {session.Elapsed.TotalSeconds:F3} s of {session.Target}; ended: {session.EndReason}"));
        if (session.Failure is { } failure)
            Console.Error.WriteLine($"oprof: {failure.Message}");
    }
}
