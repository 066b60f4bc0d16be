using Inquest.Web.Text;

namespace Inquest.Web.Tests;

public sealed class FigureTests
{
    [Theory]
    [InlineData(0, 0, "—")]
    [InlineData(0, 5, "0 %")]
    [InlineData(1, 20_000, "< 0.01 %")]
    [InlineData(31, 100, "31 %")]
    [InlineData(999, 1000, "> 99 %")]
    [InlineData(1000, 1000, "100 %")]
    [InlineData(1, 40, "2.5 %")]
    public void Shares_never_round_to_nothing_or_to_all(long part, long whole, string expected) => Assert.Equal(expected, Figure.Share(part, whole));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(407_552, "398 KiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    public void Sizes_are_powers_of_1024(long bytes, string expected) => Assert.Equal(expected, Figure.Size(bytes));

    [Theory]
    [InlineData(-3.2, "−3.2 s")]
    [InlineData(-245, "−4 min 05 s")]
    [InlineData(0.5, "+0.5 s")]
    public void Breadcrumbs_count_from_the_crash(double seconds, string expected) =>
        Assert.Equal(expected, Moment.Before(SampleReports.CrashTime.AddSeconds(seconds), SampleReports.CrashTime));
}
