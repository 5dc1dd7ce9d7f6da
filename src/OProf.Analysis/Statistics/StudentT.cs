namespace OProf.Analysis.Statistics;

/// <summary>Student's t distribution (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5 and 26.7).</summary>
public static class StudentT
{
    private const double Epsilon = 1e-15;

    /// <summary>The value that t stays below in size with a probability.</summary>
    /// <param name="probability">0 to below 1.</param>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not.</exception>
    public static double TwoSided(double probability, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        double low = 0, high = 1;
        while (Within(high, degrees) < probability && high < 1e15)
            high *= 2;
        while (high - low > high * Epsilon * 4)
        {
            double middle = (low + high) / 2;
            if (middle == low || middle == high)
                break;
            if (Within(middle, degrees) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The probability that t is no larger in size than a value.</summary>
    public static double Within(double value, int degrees)
    {
        double squared = value * value;

        // Of the two forms the one whose argument is small, so that neither tail loses its digits.
        return squared < degrees
            ? IncompleteBeta(0.5, degrees / 2.0, squared / (degrees + squared))
            : 1 - IncompleteBeta(degrees / 2.0, 0.5, degrees / (degrees + squared));
    }

    /// <summary>The regularised incomplete beta function I_x(a, b), by its continued fraction (26.5.8) evaluated after Lentz.</summary>
    internal static double IncompleteBeta(double a, double b, double x)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(b, a, 1 - x);
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        double fraction = d;
        for (int m = 1; m <= 10_000; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < Epsilon)
                break;
        }

        return front * fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;

    // Stirling's series (6.1.41) above 10; below, by the recurrence.
    private static double LogGamma(double x)
    {
        double shift = 0;
        while (x < 10)
            shift -= Math.Log(x++);
        double inverse = 1 / (x * x);
        double series = ((((((-691.0 / 360360 * inverse) + (1.0 / 1188)) * inverse) - (1.0 / 1680)) * inverse + (1.0 / 1260)) * inverse - (1.0 / 360)) * inverse + (1.0 / 12);
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x);
    }
}
