namespace Inquest.Server.Api.Wire;

/// <summary>Numbers of one platform and release.</summary>
sealed record PipelineRowBody(string Platform, string Release, long Events, long Suppressed, double? P50Seconds, double? P95Seconds);
