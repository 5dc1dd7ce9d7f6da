using OProf.Analysis.Profiles.Comparison;

namespace OProf.Analysis.Baselines;

/// <summary>
/// Which shares have grown. A share is as uncertain as its runs differ, and never more certain than that of as many samples by
/// chance; what functions have in common in that makes the estimates steadier (<see cref="Dispersion"/>).
/// </summary>
internal sealed class ShareChanges
{
    private readonly BaselineProfile _before;
    private readonly BaselineProfile _after;
    private readonly List<(string Symbol, string Image)> _names;
    private readonly Dictionary<(string Symbol, string Image), SymbolShare> _old;
    private readonly Dictionary<(string Symbol, string Image), SymbolShare> _new;

    internal ShareChanges(BaselineProfile before, BaselineProfile after, double minimumShare)
    {
        _before = before;
        _after = after;
        _old = before.Symbols.ToDictionary(symbol => (symbol.Symbol, symbol.Image));
        _new = after.Symbols.ToDictionary(symbol => (symbol.Symbol, symbol.Image));
        _names = [.. _old.Keys.Union(_new.Keys).Where(name => Math.Max(Of(_old, name).Share, Of(_new, name).Share) >= minimumShare)];
    }

    /// <summary>How many functions are looked at.</summary>
    internal int Count => _names.Count;

    /// <summary>Decides each function.</summary>
    /// <param name="within">The growth that does not matter.</param>
    /// <param name="tail">The probability of an error that each may have.</param>
    /// <param name="tests">How many things are looked at in all.</param>
    /// <param name="repeat">How many runs there were.</param>
    internal IEnumerable<BaselineChange> Decide(double within, double tail, int tests, int repeat)
    {
        var dispersions = new Dispersion[_names.Count];
        for (int index = 0; index < dispersions.Length; index++)
        {
            var name = _names[index];
            dispersions[index] = Dispersion.Both(Of(_before, Of(_old, name)), Of(_after, Of(_new, name)));
        }

        Dispersion.Steady(dispersions);
        for (int index = 0; index < dispersions.Length; index++)
        {
            SymbolShare before = Of(_old, _names[index]), after = Of(_new, _names[index]);
            double factor = Math.Max(1, dispersions[index].Ratio);
            double varianceBefore = factor * Chance(before.Share, _before.Samples), varianceAfter = factor * Chance(after.Share, _after.Samples);
            double error = Math.Sqrt(varianceBefore + varianceAfter);
            int freedom = (int)Math.Clamp(dispersions[index].Freedom, 2, 1e6);
            double quantile = Statistics.StudentT.TwoSided(1 - (2 * tail), freedom);
            double difference = after.Share - before.Share, margin = quantile * error;
            double beyond = (difference - within) / error;
            double chance = StudentT.TwoSided(beyond, freedom) / 2;
            var verdict = BaselineDecision.Of(difference - margin, difference, difference + margin, within);
            yield return new BaselineChange
            {
                Verdict = verdict,
                Kind = BaselineKind.Share,
                Name = _names[index].Symbol,
                Image = _names[index].Image,
                Baseline = before.Share,
                Value = after.Share,
                Difference = difference,
                Low = difference - margin,
                High = difference + margin,
                Within = within,
                AdjustedPValue = Math.Min(1, tests * (beyond > 0 ? chance : 1 - chance)),
                NeededRepeat = verdict == BaselineVerdict.Undecided
                    ? BaselineDecision.RepeatFor(varianceBefore, varianceAfter, within / quantile, repeat)
                    : null,
            };
        }
    }

    private static SymbolShare Of(Dictionary<(string Symbol, string Image), SymbolShare> symbols, (string Symbol, string Image) name) =>
        symbols.TryGetValue(name, out var symbol) ? symbol : new SymbolShare(name.Symbol, name.Image, 0, 0);

    private static Dispersion Of(BaselineProfile profile, SymbolShare symbol)
    {
        double chance = symbol.Share * (1 - symbol.Share) / profile.Samples;
        return profile.Freedom < 1 || !(chance > 0) ? new Dispersion(1, 0) : new Dispersion(symbol.Error * symbol.Error / chance, profile.Freedom);
    }

    // As if there were one sample more of it and one of something else: no sample at all does not make it certain that there
    // would never be one.
    private static double Chance(double share, long samples)
    {
        double likely = ((share * samples) + 1) / (samples + 2);
        return likely * (1 - likely) / samples;
    }
}
