namespace Inquest.Web.Views;

/// <summary>A value of a tag.</summary>
/// <param name="Value">The value.</param>
/// <param name="Here">Events of this issue that have it.</param>
/// <param name="HereOf">Events of this issue that have the tag.</param>
/// <param name="Overall">Events of the project that have the value.</param>
/// <param name="OverallOf">Events of the project that have the tag.</param>
public sealed record TagShare(string Value, long Here, long HereOf, long Overall, long OverallOf)
{
    public int Percent => HereOf <= 0 ? 0 : (int)Math.Clamp(100 * Here / HereOf, 0, 100);

    public int PercentOverall => OverallOf <= 0 ? 0 : (int)Math.Clamp(100 * Overall / OverallOf, 0, 100);
}
