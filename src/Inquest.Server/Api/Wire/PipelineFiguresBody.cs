namespace Inquest.Server.Api.Wire;

/// <summary>Numbers of a span of time.</summary>
sealed record PipelineFiguresBody(
    long Events, long Suppressed, double DedupRate, long Taken, long Lost, double SuccessRate, double? P50Seconds, double? P95Seconds);
