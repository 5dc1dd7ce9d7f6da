using System.Diagnostics;
using System.Globalization;

namespace OProf.EventProgram;

/// <summary>
/// A program that writes events while it computes. It says "ready" and then takes a line for each thing to do, and says "done"
/// when it is done:
/// <code>
/// phase NAME COUNT     computes, and writes COUNT steps
/// described COUNT      writes COUNT events that describe themselves
/// collect              collects garbage
/// fast COUNT           writes COUNT small events as fast as it can
/// </code>
/// It ends when its input does.
/// </summary>
internal static class Program
{
    private static int s_number;
    private static double s_sum;

    private static void Main()
    {
        // Both providers are there before somebody asks for their events.
        DescribedEvents.Write(-1);
        WorkEvents.Log.Nothing();
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "phase":
                    Phase(words[1], int.Parse(words[2], CultureInfo.InvariantCulture));
                    break;
                case "described":
                    for (int i = 0; i < int.Parse(words[1], CultureInfo.InvariantCulture); i++)
                        DescribedEvents.Write(i);
                    break;
                case "fast":
                    for (int i = 0; i < int.Parse(words[1], CultureInfo.InvariantCulture); i++)
                        WorkEvents.Log.Detail(i);
                    break;
                case "collect":
                    GC.Collect();
                    break;
            }

            Console.WriteLine("done");
        }
    }

    private static void Phase(string name, int count)
    {
        WorkEvents.Log.PhaseStart(name, Stopwatch.GetTimestamp());
        for (int i = 0; i < count; i++)
        {
            Compute();
            Step(s_number++);
        }

        WorkEvents.Log.PhaseStop(name, Stopwatch.GetTimestamp());
    }

    // What each field has to be follows from the number.
    private static void Step(int number) => WorkEvents.Log.Step(
        number, Stopwatch.GetTimestamp(), "step " + number + " ✓", number / 4.0, new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        DateTime.UnixEpoch.AddSeconds(number), number % 2 == 0, WorkEvents.Weather.Rainy, (byte)number, (ushort)(number * 3),
        uint.MaxValue - (uint)number, ulong.MaxValue - (ulong)number, number / 2f, (sbyte)-number, (short)-number);

    // About a millisecond.
    private static void Compute()
    {
        long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1000);
        while (Stopwatch.GetTimestamp() < end)
        {
            for (int i = 0; i < 1000; i++)
                s_sum += Math.Sqrt(i);
        }
    }
}
