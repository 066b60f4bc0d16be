using System.Globalization;

namespace Inquest.Web.Views;

/// <summary>A rate as pages write it: never without what it was made from.</summary>
/// <param name="Rate">0…1; null: no data, which is not 100 %.</param>
/// <param name="Crashed">Numerator of the complement.</param>
/// <param name="Total">Denominator.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Why">Why this number: sampling, unit, window.</param>
public sealed record RateView(double? Rate, double Crashed, double Total, double? Low, double? High, string Why)
{
    /// <summary><c>99.40 %</c>; not quite all is never written as all.</summary>
    public string Value => Percent(Rate);

    /// <summary><c>99.21–99.54 %</c>.</summary>
    public string Interval => Low is { } low && High is { } high
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * low:0.00}–{100 * high:0.00} %")
        : "—";

    /// <summary><c>50 of 8,310</c>.</summary>
    public string Parts => string.Create(CultureInfo.InvariantCulture, $"{Crashed:#,0} of {Total:#,0}");

    public static string Percent(double? rate) => rate switch
    {
        null => "no data",
        < 1 and >= .99995 => "> 99.99 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{100 * rate:0.00} %"),
    };
}
