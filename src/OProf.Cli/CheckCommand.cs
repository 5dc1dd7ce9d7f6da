using System.CommandLine;
using OProf.Capture.Environments;

namespace OProf.Cli;

/// <summary><c>oprof check</c>: what the permissions allow, and the remedy for what not. Fails where not even own processes can be sampled.</summary>
internal sealed class CheckCommand : Command
{
    internal CheckCommand()
        : base("check", "Say what can be captured with the permissions at hand, and the remedy for what can't.") =>
        SetAction(static _ => Run());

    private static int Run()
    {
        int code = ExitCode.Success;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var capability in EnvironmentProbe.Run())
        {
            output.Write($"{capability.Name,-20} {(capability.Allowed ? "yes" : "no"),-4} {capability.Setting} = {capability.Value}\n");
            if (capability.Allowed)
                continue;
            output.Write($"    {capability.Detail}\n    {capability.Remedy}\n");
            if (capability.Name == CaptureCapability.OwnProcess)
                code = ExitCode.Failure;
        }

        return code;
    }
}
