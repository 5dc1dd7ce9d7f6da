using System.Globalization;
using System.Runtime.Versioning;

namespace OProf.Capture.Tests.Publishing;

/// <summary>A copy of what a session publishes, as if its process had been killed at this moment.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DeadCopy : IDisposable
{
    private static int s_last;

    public DeadCopy(string published)
    {
        // Higher than the kernel's highest, so that no process has it.
        ProcessId = (1 << 22) + Interlocked.Increment(ref s_last);
        Path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(published)!, ProcessId.ToString(CultureInfo.InvariantCulture) + "-1");
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // The order of a reader: what the events refer to is in the definitions that are copied after them.
        foreach (string name in (string[])["session", "events", "definitions.0"])
            Copy(System.IO.Path.Combine(published, name), System.IO.Path.Combine(Path, name));
    }

    public int ProcessId { get; }

    public string Path { get; }

    /// <summary>Changes some bytes, or cuts a file.</summary>
    public void Damage(Random random)
    {
        string file = System.IO.Path.Combine(Path, random.Next(3) switch { 0 => "session", 1 => "events", _ => "definitions.0" });
        byte[] bytes = File.ReadAllBytes(file);
        int used = Math.Max(4200, Array.FindLastIndex(bytes, b => b != 0));
        for (int n = random.Next(1, 20); n > 0; n--)
            bytes[random.Next(random.Next(2) == 0 ? 4096 : 0, used)] = (byte)random.Next(256);
        File.WriteAllBytes(file, random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    // Not with File.Copy, which respects the lock that the writer has.
    private static void Copy(string from, string to)
    {
        using var cp = System.Diagnostics.Process.Start("cp", ["-p", from, to]);
        cp.WaitForExit();
    }
}
