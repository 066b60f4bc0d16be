using Inquest.Health.Weekly;

namespace Inquest.Server.Pipeline;

/// <summary>One of the four numbers with its week.</summary>
/// <param name="Name"><c>volume</c>, <c>lost</c>, <c>suppressed</c> or <c>late</c>.</param>
/// <param name="Verdict">Null while there is too little history.</param>
sealed record PipelineMetric(string Name, WeeklyVerdict? Verdict);
