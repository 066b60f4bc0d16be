namespace Inquest.Server.Api.Wire;

/// <summary>One number against the weeks before: the change, and how often noise alone makes it.</summary>
sealed record PipelineWeekBody(string Name, double Value, double Expected, double Change, double Chance, int WindowDays, bool IsAlert);
