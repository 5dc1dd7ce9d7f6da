using System.CommandLine;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Cli;

/// <summary><c>oprof events</c>: what can be captured here, or why not.</summary>
internal sealed class EventsCommand : Command
{
    private readonly Argument<string?> _pattern = new("pattern")
    { Description = "A name; * and ? match.", Arity = ArgumentArity.ZeroOrOne };

    internal EventsCommand()
        : base("events", "List the events that can be captured here, and why others can't.")
    {
        Add(_pattern);
        SetAction(parsed => Run(parsed.GetValue(_pattern)));
    }

    private static int Run(string? pattern)
    {
        bool any = false;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var type in EventCatalog.Machine.Enumerate(pattern))
        {
            any = true;
            string name = type.Alias.Length == 0 ? type.Name : $"{type.Name} or {type.Alias}";
            string answer = type.CanSample ? "yes" : type.Available ? "count" : "no";
            output.Write($"{name,-48} {answer,-5} {(type.CanSample ? type.Description : type.Reason)}\n");
        }

        return any ? ExitCode.Success : ExitCode.Fail($"No event's name matches '{pattern}'.");
    }
}
