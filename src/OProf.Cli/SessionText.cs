using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>What is written of a session that has ended: the report to standard output, the rest to standard error.</summary>
internal static class SessionText
{
    private const int NoticesOfAKind = 3;

    internal static void Report(Session session, IReadOnlyList<ProfileKey> by, int top, bool selfOnly = false)
    {
        var report = SampleReport.Measure(session, by, selfOnly: selfOnly);
        using (var table = new StreamWriter(Console.OpenStandardOutput()))
            new ReportTable(report).Write(table, top);
        SayNotices(report.Notices);
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
