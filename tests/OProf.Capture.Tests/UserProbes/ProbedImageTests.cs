using OProf.Capture.Sessions;
using OProf.Capture.Sources.UserProbes;
using OProf.Capture.Sources.UserProbes.Images;
using Xunit;

namespace OProf.Capture.Tests.UserProbes;

/// <summary>Files that are probed, and such that are none.</summary>
public sealed class ProbedImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-image-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AFileThatIsNotThereOrNoElfFileIsSaid()
    {
        Assert.Equal((CaptureErrorId.UserProbeFile, CaptureErrorCategory.ObjectNotFound), Refused(Path.Combine(_folder, "nothing")));
        string text = Path.Combine(_folder, "text");
        File.WriteAllText(text, "#!/bin/sh\n" + new string(' ', 100));
        Assert.Equal((CaptureErrorId.UserProbeFile, CaptureErrorCategory.InvalidData), Refused(text));
        File.WriteAllText(text, "");
        Assert.Equal((CaptureErrorId.UserProbeFile, CaptureErrorCategory.InvalidData), Refused(text));
    }

    [Fact]
    public void AlteredFilesAreReadOrRefusedAndNothingElse()
    {
        string own = Environment.ProcessPath!;
        byte[] bytes = File.ReadAllBytes(own);
        if (!OperatingSystem.IsLinux() || bytes.Length > 1 << 24)
            Assert.Skip("This program is no small ELF file.");
        string path = Path.Combine(_folder, "altered");
        var random = new Random(6);
        int sectionHeaders = (int)BitConverter.ToUInt64(bytes, 40);
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] altered = [.. bytes];
            for (int changes = random.Next(1, 8); changes > 0; changes--)
            {
                int at = random.Next(3) switch { 0 => random.Next(16, 64), 1 => random.Next(64, 1024), _ => random.Next(sectionHeaders, bytes.Length) };
                altered[Math.Min(at, bytes.Length - 1)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, random.Next(4) == 0 ? altered[..random.Next(altered.Length)] : altered);
            try
            {
                using var image = ProbedImage.Open(path);
                _ = image.Symbols().Count(symbol => image.OffsetOf(symbol.Address) is not null);
                _ = StaticProbeReader.Read(image);
            }
            catch (CaptureException e)
            {
                Assert.Equal(CaptureErrorId.UserProbeFile, e.Error.Id);
                refused++;
            }
        }

        Assert.InRange(refused, 20, 199);
    }

    [Fact]
    public void FunctionsThatAreNotThereAreSaidWithTheNearest()
    {
        string libc = ProbedFile.Resolve("libc");
        if (!File.Exists(libc))
            Assert.Skip("There is no libc of glibc here.");
        var error = Assert.Throws<CaptureException>(() => UserProbeResolver.Resolve("uprobe:libc:getpidd")).Error;
        Assert.Equal(CaptureErrorId.UserProbeSymbol, error.Id);
        Assert.Contains("getpid", error.Message, StringComparison.Ordinal);
        Assert.Equal(CaptureErrorId.UserProbeSymbol, Assert.Throws<CaptureException>(() => UserProbeResolver.Resolve("usdt:libc:no:such")).Error.Id);
        Assert.Equal(CaptureErrorId.UserProbeSyntax, Assert.Throws<CaptureException>(() => UserProbeResolver.Resolve("uprobe:libc:getpid+9999999")).Error.Id);
        Assert.Equal(CaptureErrorId.UserProbeSyntax, Assert.Throws<CaptureException>(() => UserProbeResolver.Resolve("uprobe:libc:0xffffffffff")).Error.Id);
        Assert.Equal(CaptureErrorId.UserProbeSyntax, Assert.Throws<CaptureException>(() => UserProbeResolver.Resolve("uretprobe:libc:getpid+1")).Error.Id);

        var found = UserProbeResolver.Resolve("uprobe:libc:getpid+0(a=%di)");
        Assert.Equal($"uprobe:{libc}:getpid+0(a=%di)", found.Name);
        Assert.Equal(UserProbeResolver.Resolve("uprobe:libc:getpid").Places[0].Offset, found.Places[0].Offset);
        Assert.Contains($"uprobe:{libc}:getpid", UserProbeResolver.Functions(UserProbeText.Parse("uprobe:libc:getp*")));
    }

    private static (string, CaptureErrorCategory) Refused(string path)
    {
        var error = Assert.Throws<CaptureException>(() => ProbedImage.Open(path).Dispose()).Error;
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        return (error.Id, error.Category);
    }
}
