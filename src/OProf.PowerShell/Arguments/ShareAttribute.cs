using System.Globalization;
using System.Management.Automation;

namespace OProf.PowerShell.Arguments;

/// <summary>Lets a share of one be written as a number (<c>0.05</c>) or in percent (<c>5%</c>).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ShareAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text)
            return value;
        string trimmed = text.Trim();
        bool isPercent = trimmed.EndsWith('%');
        return double.TryParse(isPercent ? trimmed[..^1] : trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? isPercent ? number / 100 : number
            : throw new ArgumentTransformationMetadataException($"'{text}' is no share. Give a number (0.05) or percent (5%).");
    }
}
