using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Ctf;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats;

public sealed class ImportErrorsTests
{
    public static TheoryData<Exception, string, CaptureErrorCategory, string> Kinds => new()
    {
        { new TsdlException("/a/metadata", 3, 7, "a name", "'}'"), "OProfImportMetadata", CaptureErrorCategory.InvalidData, "/a/metadata" },
        { new CtfFormatException("/a/cpu_0", 12, "a packet", "nothing"), "OProfImportFormat", CaptureErrorCategory.InvalidData, "/a/cpu_0" },
        { new InvalidDataException("Twice."), "OProfImportContradicts", CaptureErrorCategory.InvalidData, "/a" },
        { new InvalidDataException("Gone.", new IOException("EIO")), "OProfImportUnreadable", CaptureErrorCategory.OpenError, "/a" },
        { new UnauthorizedAccessException("No."), "OProfImportDenied", CaptureErrorCategory.PermissionDenied, "/a" },
        { new DirectoryNotFoundException("No."), "OProfImportNotFound", CaptureErrorCategory.ObjectNotFound, "/a" },
        { new FileNotFoundException("No."), "OProfImportNotFound", CaptureErrorCategory.ObjectNotFound, "/a" },
        { new IOException("EIO"), "OProfImportUnreadable", CaptureErrorCategory.OpenError, "/a" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_has_id_category_object_message_and_remedy(Exception exception, string id, CaptureErrorCategory category, string target)
    {
        var error = ImportErrors.Of(exception, "/a")!;
        Assert.Equal((id, category, (object)target), (error.Error.Id, error.Error.Category, error.Target!));
        Assert.NotEmpty(error.Error.Remedy);
        Assert.NotNull(error.InnerException);
        Assert.Contains(target, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Place_expectation_and_finding_are_in_the_message()
    {
        Assert.Contains("line 3, column 7: expected a name, found '}'", ImportErrors.Of(new TsdlException("/a/metadata", 3, 7, "a name", "'}'"), "/a")!.Message, StringComparison.Ordinal);
        Assert.Contains("at offset 12: expected a packet, found nothing", ImportErrors.Of(new CtfFormatException("/a/cpu_0", 12, "a packet", "nothing"), "/a")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Others_are_left_alone()
    {
        Assert.Null(ImportErrors.Of(new InvalidOperationException(), "/a"));
        Assert.Null(ImportErrors.Of(new FormatException(), "/a"));
        var known = ImportErrors.NotFound("/a");
        Assert.Same(known, ImportErrors.Of(known, "/b"));
    }
}
