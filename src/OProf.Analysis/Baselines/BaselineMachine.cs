using System.Security.Cryptography;
using System.Text;
using OProf.Capture.Environments;

namespace OProf.Analysis.Baselines;

/// <summary>A machine, as far as times depend on it.</summary>
/// <param name="Architecture">As <c>uname -m</c> has it.</param>
/// <param name="Cpus">How many CPUs.</param>
/// <param name="Id">The same for the same installation, and of no other use; empty where the system has none.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Processor">The processor's model.</param>
public sealed record BaselineMachine(string Architecture, int Cpus, string Id, string Kernel, string Processor)
{
    private const string Purpose = "OProf baseline";

    /// <summary>This machine.</summary>
    public static BaselineMachine Current { get; } = new(
        KernelFacts.Architecture, Environment.ProcessorCount, IdOf(Read("/etc/machine-id")), KernelFacts.Release, ProcessorOf(Read("/proc/cpuinfo")));

    /// <summary>Whether times that were measured on both can be compared: the same installation on the same processor.</summary>
    public bool HasTimesOf(BaselineMachine other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id.Length > 0 && Id == other.Id && Architecture == other.Architecture && Processor == other.Processor && Cpus == other.Cpus;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{(Processor.Length > 0 ? Processor : Architecture)}, {Cpus} CPUs, Linux {Kernel}, {(Id.Length > 0 ? Id : "without an id")}");

    // machine-id(5) asks not to show it; hashed with a key it says no more than whether two files are of one machine.
    private static string IdOf(string machineId) => machineId.Length == 0
        ? ""
        : Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(machineId), Encoding.UTF8.GetBytes(Purpose)))[..12].ToLowerInvariant();

    private static string ProcessorOf(string facts)
    {
        foreach (string line in facts.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[..colon].Trim() is "model name" or "Model" or "cpu model")
                return line[(colon + 1)..].Trim();
        }

        return "";
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
