using System.Globalization;

namespace Inquest.Web.Views;

/// <summary>Counts per day: drawn by the server, as a table, and by uPlot where script runs.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Unit">What is counted, in the plural.</param>
/// <param name="Today">The last day.</param>
/// <param name="Days">Counts, oldest first.</param>
/// <param name="Marks">What happened on a day, in any order.</param>
/// <param name="MarkTitle">Heading of the marks.</param>
public sealed record DayChart(string Title, string Unit, DateOnly Today, IReadOnlyList<long> Days, IReadOnlyList<ChartMark> Marks, string MarkTitle)
{
    public DateOnly From => Today.AddDays(1 - Math.Max(1, Days.Count));

    public Spark Spark => new(Days);

    /// <summary>For people who do not see it.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Title}: {Spark.Total:#,0} {Unit} in {Days.Count} days, at most {Spark.Max:#,0} in one day");

    /// <summary>Days that have counts or marks, latest first.</summary>
    public IEnumerable<(string Day, long Count, string Marks)> Rows() =>
        new EventsChart(Today, Days, Marks).Rows();
}
