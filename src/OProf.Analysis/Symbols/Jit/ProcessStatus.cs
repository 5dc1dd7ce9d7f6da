using System.Globalization;

namespace OProf.Analysis.Symbols.Jit;

/// <summary>What /proc/PID/status says of a process (proc(5)).</summary>
/// <param name="RealUser">Its real user id, as seen from this process's user namespace.</param>
/// <param name="EffectiveUser">Its effective user id, which files it makes belong to.</param>
/// <param name="InnermostId">Its process id in its own pid namespace, which it calls its files after.</param>
internal readonly record struct ProcessStatus(uint RealUser, uint EffectiveUser, int InnermostId)
{
    /// <summary>Reads it, or null where there is no such process (any more) or it may not be read.</summary>
    internal static ProcessStatus? Read(string proc, int processId)
    {
        try
        {
            uint? real = null, effective = null;
            int innermost = processId;
            foreach (string line in File.ReadLines($"{proc}/{processId}/status").Where(line => line.Length > 0).Take(200))
            {
                string[] fields = line.Split('\t', StringSplitOptions.RemoveEmptyEntries);
                if (fields[0] == "Uid:" && fields.Length >= 3)
                {
                    real = uint.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint r) ? r : null;
                    effective = uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint e) ? e : null;
                }
                else if (fields[0] == "NSpid:" && int.TryParse(fields[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                {
                    innermost = id;
                }
            }

            return real is { } uid && effective is { } euid ? new ProcessStatus(uid, euid, innermost) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
