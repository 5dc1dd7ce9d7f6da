using System.Diagnostics.Tracing;

namespace OProf.EventProgram;

/// <summary>Events that describe themselves, with fields within fields, and such as .NET does not describe.</summary>
internal static class DescribedEvents
{
    private static readonly EventSource s_log = new("OProf-Test-Described", EventSourceSettings.EtwSelfDescribingEventFormat);

    public static void Write(int number)
    {
        s_log.Write("Order", new { Number = number, Customer = new { Name = "Ö" + number, Rating = 0.5 } });
        s_log.Write("Bare", new { Numbers = new[] { 1, number } });
    }
}
