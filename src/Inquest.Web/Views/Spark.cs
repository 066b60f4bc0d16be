using System.Globalization;
using System.Text;

namespace Inquest.Web.Views;

/// <summary>A small chart of counts per day, oldest first, drawn as an SVG path.</summary>
public sealed record Spark(IReadOnlyList<long> Days)
{
    public const int BarWidth = 6;
    public const int Height = 24;

    public int Width => Days.Count * BarWidth;

    public long Total => Days.Sum();

    public long Max => Days.Count == 0 ? 0 : Days.Max();

    /// <summary>For people who do not see it.</summary>
    public string Words => $"{Text.Figure.Count(Total, "event")} in {Days.Count} days, at most {Text.Figure.Count(Max)} in one day";

    /// <summary>One bar per day; a day with any event is at least one pixel high.</summary>
    public string Path()
    {
        var path = new StringBuilder();
        for (var i = 0; i < Days.Count; i++)
        {
            if (Days[i] <= 0)
            {
                continue;
            }

            var height = Math.Max(1, (int)Math.Round((double)Days[i] / Max * (Height - 2)));
            path.Append(CultureInfo.InvariantCulture, $"M{i * BarWidth} {Height}v-{height}h{BarWidth - 2}v{height}z");
        }

        return path.ToString();
    }
}
