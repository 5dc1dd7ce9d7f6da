using System.Text;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Imports;

/// <summary>Files of other tools that a test writes, and opens as sessions.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("oprof-import-").FullName;
    private int _files;

    public string Write(byte[] bytes, string? name = null)
    {
        string path = Path.Combine(_path, name ?? $"file{_files++}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Opens a file, and looks whether its counts add up.</summary>
    public RecordedSession Open(byte[] bytes, string? name = null)
    {
        var session = CaptureImport.Open(Write(bytes, name));
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances, $"CPU {cpu.Cpu}: {cpu.Received} received"));
        Assert.Equal(session.SampleCount, session.Ledger.Sum(cpu => cpu.Delivered));
        return session;
    }

    public RecordedSession Open(string text, string? name = null) => Open(Encoding.UTF8.GetBytes(text), name);

    /// <summary>Opens a file, and builds its profile.</summary>
    public Profile Profile(byte[] bytes, string? name = null)
    {
        using var session = Open(bytes, name);
        return Analysis.Profiles.Columns.Profile.Of(session);
    }

    public Profile Profile(string text, string? name = null) => Profile(Encoding.UTF8.GetBytes(text), name);

    /// <summary>
    /// Opens a file that may have been altered: what it says is read to the end, or it is refused with an error of an import.
    /// </summary>
    public void TryProfile(byte[] bytes, string? name = null)
    {
        try
        {
            using var session = CaptureImport.Open(Write(bytes, name ?? "altered"));
            var profile = Analysis.Profiles.Columns.Profile.Of(session);
            Assert.Equal(session.SampleCount, profile.Samples.Count);
        }
        catch (CaptureException refused)
        {
            Assert.StartsWith("OProfImport", refused.Error.Id, StringComparison.Ordinal);
            Assert.Contains(_path, refused.Message, StringComparison.Ordinal);
        }
    }

    public CaptureException Refused(byte[] bytes, string? name = null)
    {
        string path = Write(bytes, name);
        return Assert.Throws<CaptureException>(() => CaptureImport.Open(path));
    }

    public CaptureException Refused(string text, string? name = null) => Refused(Encoding.UTF8.GetBytes(text), name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
