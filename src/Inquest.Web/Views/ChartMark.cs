namespace Inquest.Web.Views;

/// <summary>Something that happened on a day of a chart: a release appeared.</summary>
public sealed record ChartMark(DateOnly Day, string Label);
