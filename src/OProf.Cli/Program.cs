using System.CommandLine;
using OProf.Cli;

// What stands behind "--" is the launched command's own, whatever it looks like.
int end = Array.IndexOf(args, "--");
string[] command = end < 0 ? [] : args[(end + 1)..];
var root = new RootCommand("Samples and counts what the machine, a process or a command does, by the kernel's perf events.")
{
    new CaptureCommand(command),
    new TopCommand(),
    new StatCommand(command),
    new ReportCommand(),
    new CompareCommand(),
    new ExportCommand(),
    new EventsCommand(),
    new CheckCommand(),
};

var parsed = root.Parse(end < 0 ? args : args[..end], new ParserConfiguration { ResponseFileTokenReplacer = null });
bool takesCommand = end < 0 || parsed.CommandResult.Command is CaptureCommand or StatCommand;
if (parsed.Errors.Count == 0 && takesCommand)
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

foreach (var error in parsed.Errors)
    Console.Error.WriteLine($"oprof: {error.Message}");
if (!takesCommand)
    Console.Error.WriteLine("oprof: only capture and stat launch a command.");
string name = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
Console.Error.WriteLine($"Try 'oprof {name}--help'.");
return ExitCode.Usage;
