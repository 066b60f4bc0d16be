namespace Inquest.Storage.Pipeline;

/// <summary>The numbers of one day (UTC).</summary>
/// <param name="Day">Days since 1970.</param>
public sealed record PipelineDay(long Day, PipelineFigures Figures);
