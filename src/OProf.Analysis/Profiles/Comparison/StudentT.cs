namespace OProf.Analysis.Profiles.Comparison;

/// <summary>Student's distribution.</summary>
internal static class StudentT
{
    private const int MaxTerms = 300;
    private const double Tiny = 1e-300;

    /// <summary>Probability of a value as far from 0, either way.</summary>
    /// <param name="t">The value.</param>
    /// <param name="freedom">Degrees of freedom; above 0.</param>
    internal static double TwoSided(double t, double freedom)
    {
        if (double.IsNaN(t))
            return 1;

        // So near the normal distribution that only rounding would tell.
        freedom = Math.Min(freedom, 1e9);
        double x = freedom / (freedom + (t * t));
        return Math.Clamp(IncompleteBeta(freedom / 2, 0.5, x), 0, 1);
    }

    // The regularized incomplete beta function by its continued fraction (NIST DLMF 8.17.22), which converges fast below
    // the mean; above it the symmetry I_x(a, b) = 1 - I_{1-x}(b, a) is used.
    private static double IncompleteBeta(double a, double b, double x)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        double front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LogBeta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, 1 - x) / b);
    }

    // Lentz's method.
    private static double Fraction(double a, double b, double x)
    {
        double c = 1;
        double d = Reciprocal(1 - ((a + b) * x / (a + 1)));
        double value = d;
        for (int m = 1; m <= MaxTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Reciprocal(1 + (even * d));
            c = NotZero(1 + (even / c));
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Reciprocal(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-14)
                break;
        }

        return value;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    private static double Reciprocal(double value) => 1 / NotZero(value);

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    // Stirling's series (DLMF 5.11.1), for arguments that were moved up to where five terms give 13 digits.
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 10; x++)
            shift += Math.Log(x);
        double inverse = 1 / x;
        double square = inverse * inverse;
        double series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188))))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - shift;
    }
}
