using Microsoft.Extensions.Logging;

namespace Inquest.Client.Hosting;

sealed class InquestLogger(string category, InquestClient client, InquestLoggerOptions options) : ILogger
{
    // What the client says about itself must not become its own reports.
    readonly bool _isOurs = category.StartsWith(LoggedDiagnostics.Category, StringComparison.Ordinal);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        !_isOurs && client.IsEnabled && logLevel != LogLevel.None && logLevel >= Min(options.ReportLevel, options.BreadcrumbLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var text = formatter(state, exception);
        if (logLevel < options.ReportLevel)
        {
            if (logLevel >= options.BreadcrumbLevel && !options.NoBreadcrumbs.Contains(category))
            {
                client.AddBreadcrumb(new Breadcrumb(text, category, LevelOf(logLevel)));
            }

            return;
        }

        void Change(OutgoingReport report) => Describe(report, text, eventId, state);
        _ = exception is not null
            ? client.CaptureException(exception, Change, "ILogger")
            : client.CaptureMessage(text, LevelOf(logLevel), Change);
        // Later reports should know of this one.
        client.AddBreadcrumb(new Breadcrumb(text, category, LevelOf(logLevel)));
    }

    void Describe<TState>(OutgoingReport report, string text, EventId eventId, TState state)
    {
        report.Logger = category;
        report.Message = text;
        if (eventId.Id != 0)
        {
            report.Tags["event_id"] = eventId.Name is null ? $"{eventId.Id}" : $"{eventId.Id} {eventId.Name}";
        }

        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}")
            {
                report.MessageTemplate = value as string;
            }
            else
            {
                report.Extra[name] = value;
            }
        }
    }

    static LogLevel Min(LogLevel a, LogLevel b) => a < b ? a : b;

    static ReportLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Critical => ReportLevel.Fatal,
        LogLevel.Error => ReportLevel.Error,
        LogLevel.Warning => ReportLevel.Warning,
        LogLevel.Information => ReportLevel.Info,
        _ => ReportLevel.Debug,
    };
}
