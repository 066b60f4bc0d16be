using Inquest.Reports;

namespace Inquest.Web.Views;

/// <summary>Breadcrumbs of a report, the latest <paramref name="Limit"/> of them.</summary>
public sealed record BreadcrumbsView(Report Report, int Limit, string EventPath);
