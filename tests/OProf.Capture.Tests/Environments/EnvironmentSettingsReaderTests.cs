using OProf.Capture.Environments;
using Xunit;

namespace OProf.Capture.Tests.Environments;

public sealed class EnvironmentSettingsReaderTests : IDisposable
{
    private readonly DirectoryInfo _proc = Directory.CreateTempSubdirectory("oprof-proc-");

    public void Dispose() => _proc.Delete(recursive: true);

    [Fact]
    public void Reads_what_is_there()
    {
        Write("sys/kernel/perf_event_paranoid", "-1\n");
        Write("sys/kernel/kptr_restrict", "2\n");
        Write("sys/kernel/perf_event_mlock_kb", "516\n");
        Write("sys/kernel/perf_event_max_sample_rate", "63000\n");
        Write("sys/kernel/yama/ptrace_scope", "1\n");
        Write("self/status", "Name:\tpwsh\nCapEff:\t0000004000084000\nSeccomp:\t2\nSeccomp_filters:\t1\n");
        Write("self/limits", "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            1024                 524288               files     \n"
            + "Max locked memory         unlimited            unlimited            bytes     \n"
            + "Max nice priority         40                   40                   \n");
        Write("self/fd/0", "");
        Write("self/fd/1", "");
        var settings = new EnvironmentSettingsReader(_proc.FullName).Read();
        Assert.Equal(
            (-1, 2, 516L, 63000L, 1, 1024L, 524288L, EnvironmentSettings.Unlimited, 40L, 2, 2),
            (settings.Paranoid, settings.KptrRestrict, settings.MlockKb, settings.MaxSampleRate, settings.PtraceScope, settings.FileLimit,
                settings.FileHardLimit, settings.MemlockBytes, settings.NiceLimit, settings.OpenFiles, settings.Seccomp));
        Assert.Equal(LinuxCapabilities.CAP_PERFMON | LinuxCapabilities.CAP_SYS_PTRACE | LinuxCapabilities.CAP_IPC_LOCK, settings.Capabilities);
        Assert.True(settings.IsPerfmonCapable);
    }

    [Fact]
    public void What_is_not_there_or_makes_no_sense_is_unknown()
    {
        Write("sys/kernel/perf_event_paranoid", "much\n");
        Write("self/limits", "Max open files\n");
        var settings = new EnvironmentSettingsReader(_proc.FullName).Read();
        Assert.Equal(new EnvironmentSettings { Cpus = settings.Cpus }, settings);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_proc.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
