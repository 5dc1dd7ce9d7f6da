using OProf.Analysis.Profiles.Comparison;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Comparison;

public sealed class StudentTTests
{
    // Two-sided critical values of the usual tables, which have them rounded.
    [Theory]
    [InlineData(12.7062, 1, 0.05)]
    [InlineData(4.3027, 2, 0.05)]
    [InlineData(2.2281, 10, 0.05)]
    [InlineData(3.1693, 10, 0.01)]
    [InlineData(2.0423, 30, 0.05)]
    [InlineData(3.6460, 30, 0.001)]
    [InlineData(1.6577, 120, 0.1)]
    [InlineData(1.95996, 1e7, 0.05)]
    [InlineData(-2.2281, 10, 0.05)]
    public void Has_the_values_of_the_tables(double t, double freedom, double p) =>
        Assert.Equal(1, StudentT.TwoSided(t, freedom) / p, 4e-4);

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(double.NaN, 5, 1)]
    [InlineData(double.PositiveInfinity, 5, 0)]
    public void Has_the_ends(double t, double freedom, double p) => Assert.Equal(p, StudentT.TwoSided(t, freedom), 12);

    // With two degrees of freedom the distribution has a closed form.
    [Fact]
    public void Follows_the_closed_form()
    {
        for (double t = 0.01; t < 100; t *= 1.7)
            Assert.Equal(1 - (t / Math.Sqrt(2 + (t * t))), StudentT.TwoSided(t, 2), 11);
    }
}
