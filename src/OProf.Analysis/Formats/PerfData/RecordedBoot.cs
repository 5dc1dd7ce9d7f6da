using System.Globalization;
using OProf.Analysis.Formats.PerfData.Files;
using OProf.Analysis.Formats.PerfData.Records;
using OProf.Capture.Environments;

namespace OProf.Analysis.Formats.PerfData;

/// <summary>
/// Tells whether a file was recorded since this machine was started, so that kernel addresses and process ids of it mean
/// something here. The file has no id of the boot, so several signs have to agree; where one is against it, it is another.
/// </summary>
internal static class RecordedBoot
{
    private const int MaxLines = 1 << 18;

    public static bool IsThisOne(string path, PerfContents contents, KernelText? kernel) =>
        contents.HostName == Environment.MachineName
        && contents.Release == KernelFacts.Release
        && IsSinceStart(path)
        && (kernel is null || IsKernel(kernel));

    private static bool IsSinceStart(string path)
    {
        try
        {
            string? line = File.ReadLines("/proc/stat").FirstOrDefault(line => line.StartsWith("btime ", StringComparison.Ordinal));
            return line is not null && long.TryParse(line.AsSpan(6), CultureInfo.InvariantCulture, out long started)
                && File.GetLastWriteTimeUtc(path) >= DateTime.UnixEpoch.AddSeconds(started);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The kernel is put to another place each time it is started, but for a few. Where its addresses are hidden, nothing
    // is named by them either.
    private static bool IsKernel(KernelText kernel)
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/kallsyms").Take(MaxLines))
            {
                string[] fields = line.Split(' ', 3);
                if (fields.Length == 3 && fields[2] == kernel.Symbol)
                {
                    return ulong.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
                        && (address == kernel.Address || address == 0);
                }
            }

            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
