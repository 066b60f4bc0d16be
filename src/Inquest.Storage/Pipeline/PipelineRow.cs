namespace Inquest.Storage.Pipeline;

/// <summary>The numbers of one platform and release.</summary>
public sealed record PipelineRow(string Platform, string Release, PipelineFigures Figures);
