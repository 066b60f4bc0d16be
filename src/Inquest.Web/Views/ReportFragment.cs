using Inquest.Reports;

namespace Inquest.Web.Views;

/// <summary>A part of a report that is loaded when it is opened: modules, memory, breadcrumbs.</summary>
public sealed record ReportFragment(string EventPath, Report Report, int? MainThread);
