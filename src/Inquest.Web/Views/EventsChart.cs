using System.Globalization;

namespace Inquest.Web.Views;

/// <summary>Events per day with the releases that appeared: drawn by the server, as a table, and by uPlot where script runs.</summary>
/// <param name="Today">The last day.</param>
/// <param name="Days">Counts, oldest first.</param>
/// <param name="Marks">Releases, in any order.</param>
public sealed record EventsChart(DateOnly Today, IReadOnlyList<long> Days, IReadOnlyList<ChartMark> Marks)
{
    public DateOnly From => Today.AddDays(1 - Math.Max(1, Days.Count));

    public Spark Spark => new(Days);

    /// <summary>Days that have events or marks, latest first.</summary>
    public IEnumerable<(string Day, long Count, string Marks)> Rows()
    {
        for (var i = Days.Count - 1; i >= 0; i--)
        {
            var day = From.AddDays(i);
            var marks = Marks.Where(mark => mark.Day == day).Select(mark => mark.Label).ToList();
            if (Days[i] > 0 || marks.Count > 0)
            {
                yield return (Iso(day), Days[i], string.Join(", ", marks));
            }
        }
    }

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
