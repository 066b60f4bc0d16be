using Microsoft.Extensions.Logging;

namespace Inquest.Client.Hosting;

/// <summary>What the client says about itself, on the host's log; lines from before there was one are kept for it.</summary>
sealed partial class LoggedDiagnostics
{
    public const string Category = "Inquest.Client";

    // More lines than a start ever says.
    const int Kept = 100;

    readonly Lock _gate = new();
    readonly List<(ReportLevel Level, string Text, Exception? Exception)> _waiting = [];
    ILogger? _logger;

    public void Say(ReportLevel level, string text, Exception? exception)
    {
        lock (_gate)
        {
            if (_logger is null)
            {
                if (_waiting.Count < Kept)
                {
                    _waiting.Add((level, text, exception));
                }

                return;
            }
        }

        Write(_logger, level, text, exception);
    }

    public void Attach(ILogger logger)
    {
        lock (_gate)
        {
            _logger = logger;
        }

        _waiting.ForEach(line => Write(logger, line.Level, line.Text, line.Exception));
        _waiting.Clear();
    }

    static void Write(ILogger logger, ReportLevel level, string text, Exception? exception) => Diagnostic(logger, LevelOf(level), text, exception);

    [LoggerMessage(EventId = 9001, Message = "{Text}")]
    private static partial void Diagnostic(ILogger logger, LogLevel level, string text, Exception? exception);

    static LogLevel LevelOf(ReportLevel level) => level switch
    {
        ReportLevel.Debug => LogLevel.Debug,
        ReportLevel.Info => LogLevel.Information,
        ReportLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
