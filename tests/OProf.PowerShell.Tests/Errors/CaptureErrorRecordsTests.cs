using OProf.Capture.Sessions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Tests.Hosting;
using Xunit;

namespace OProf.PowerShell.Tests.Errors;

public sealed class CaptureErrorRecordsTests
{
    [Theory]
    [InlineData(CaptureErrorCategory.InvalidArgument, "InvalidArgument")]
    [InlineData(CaptureErrorCategory.ObjectNotFound, "ObjectNotFound")]
    [InlineData(CaptureErrorCategory.PermissionDenied, "PermissionDenied")]
    [InlineData(CaptureErrorCategory.ResourceUnavailable, "ResourceUnavailable")]
    [InlineData(CaptureErrorCategory.NotSupported, "NotImplemented")]
    [InlineData(CaptureErrorCategory.InvalidOperation, "InvalidOperation")]
    [InlineData(CaptureErrorCategory.LimitsExceeded, "LimitsExceeded")]
    [InlineData(CaptureErrorCategory.ResourceExists, "ResourceExists")]
    [InlineData(CaptureErrorCategory.WriteError, "WriteError")]
    [InlineData(CaptureErrorCategory.OpenError, "OpenError")]
    [InlineData(CaptureErrorCategory.InvalidData, "InvalidData")]
    public void IdCategoryTargetAndRemedyAreOnTheRecord(CaptureErrorCategory category, string expected)
    {
        InstalledPowerShell.Require();
        Check(category, expected);
    }

    private static void Check(CaptureErrorCategory category, string expected)
    {
        var error = new CaptureError("OProfTestOnly", category, "It failed.", "Do better.");
        var record = new CaptureException(error, 42).ToErrorRecord();
        Assert.Equal("OProfTestOnly", record.FullyQualifiedErrorId);
        Assert.Equal(expected, record.CategoryInfo.Category.ToString());
        Assert.Equal(42, record.TargetObject);
        Assert.StartsWith("It failed.", record.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.StartsWith("Do better.", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("docs/troubleshooting.md, OProfTestOnly", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
