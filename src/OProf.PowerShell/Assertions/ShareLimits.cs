using System.Globalization;
using System.Management.Automation;
using OProf.Analysis.Baselines;
using OProf.PowerShell.Arguments;

namespace OProf.PowerShell.Assertions;

/// <summary>What a share has to be, and whether it is: decided by the share's interval, not by its value alone.</summary>
internal sealed class ShareLimits
{
    // A limit is told apart from shares this part of itself away, or a point, whichever is more.
    private const double Precision = 0.25;
    private const double LeastPrecision = 0.01;

    private readonly double? _most;
    private readonly double? _least;
    private readonly double _confidence;

    public ShareLimits(object? atMost, object? atLeast, object? confidence, double defaultLeast)
    {
        _most = ShareOf(atMost);
        _least = ShareOf(atLeast) ?? (_most is null ? defaultLeast : null);
        _confidence = ShareOf(confidence) is { } asked and > 0 and < 1 ? asked : BaselineOptions.DefaultConfidence;
    }

    /// <summary>Decides. A share that may as well lie on the other side of a limit is not beyond it.</summary>
    /// <param name="share">The share.</param>
    /// <param name="negate">Whether it is not to hold.</param>
    /// <param name="what">What it is the share of, for the message.</param>
    public AssertionResult Decide(SampleShare share, bool negate, string what)
    {
        var (low, high) = share.Interval(_confidence);
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {share.Value:P2} of {share.Samples:N0} samples ({low:P2} to {high:P2} with {_confidence:P1} confidence)");
        foreach (double limit in new[] { _most, _least }.OfType<double>())
        {
            double precision = Math.Max(LeastPrecision, Precision * limit), margin = share.Margin(_confidence);
            if (low <= limit && high >= limit && margin > precision)
            {
                double samples = share.Samples * margin * margin / (precision * precision);
                return new AssertionResult(false, string.Create(
                    CultureInfo.InvariantCulture,
                    $"Too few samples to tell from {limit:P2}: {found}. About {samples:N0} samples would tell: sample longer, or more often."));
            }
        }

        // Either way what may as well be on the right side passes.
        bool holds = negate
            ? (_most is null || high <= _most) && (_least is null || low >= _least)
            : (_most is null || low <= _most) && (_least is null || high >= _least);
        string expected = string.Join(" and ", new[]
        {
            _least is { } least ? string.Create(CultureInfo.InvariantCulture, $"at least {least:P2}") : null,
            _most is { } most ? string.Create(CultureInfo.InvariantCulture, $"at most {most:P2}") : null,
        }.OfType<string>());
        return AssertionResult.Of(holds, negate, $"Expected{(negate ? " not" : "")} {expected}, but {found}.");
    }

    private static double? ShareOf(object? value)
    {
        object? transformed = value is null ? null : new ShareAttribute().Transform(null!, value);
        return transformed is null ? null : LanguagePrimitives.ConvertTo<double>(transformed);
    }
}
