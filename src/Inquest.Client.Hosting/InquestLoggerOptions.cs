using Microsoft.Extensions.Logging;

namespace Inquest.Client.Hosting;

/// <summary>Which log lines become what. The host's own filters come first.</summary>
public sealed class InquestLoggerOptions
{
    /// <summary>Lines of this level and above are reports.</summary>
    public LogLevel ReportLevel { get; set; } = LogLevel.Error;

    /// <summary>Lines of this level and above are breadcrumbs of later reports.</summary>
    public LogLevel BreadcrumbLevel { get; set; } = LogLevel.Information;

    /// <summary>Categories whose lines are no breadcrumbs. ASP.NET Core's own lines about requests have the whole query in them.</summary>
    public ISet<string> NoBreadcrumbs { get; } = new HashSet<string>(StringComparer.Ordinal) { "Microsoft.AspNetCore.Hosting.Diagnostics" };
}
