using OProf.Analysis.Statistics;
using Xunit;

namespace OProf.Analysis.Tests.Statistics;

public class StudentTTests
{
    // Quantiles as R's qt gives them.
    [Theory]
    [InlineData(0.95, 1, 12.706204736)]
    [InlineData(0.95, 2, 4.302652730)]
    [InlineData(0.95, 4, 2.776445105)]
    [InlineData(0.95, 9, 2.262157163)]
    [InlineData(0.95, 29, 2.045229642)]
    [InlineData(0.95, 100, 1.983971519)]
    [InlineData(0.99, 5, 4.032142984)]
    [InlineData(0.999, 10, 4.586893859)]
    [InlineData(0.5, 3, 0.764892328)]
    [InlineData(0.95, 10_000_000, 1.959964)]
    public void The_quantiles_are_those_of_the_tables(double probability, int degrees, double expected) =>
        Assert.Equal(expected, StudentT.TwoSided(probability, degrees), expected * 1e-6);

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(7, 0.05)]
    [InlineData(200, 0.999)]
    public void A_quantile_has_its_probability(int degrees, double probability) =>
        Assert.Equal(probability, StudentT.Within(StudentT.TwoSided(probability, degrees), degrees), 1e-10);

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(0.5, 0));
    }
}
