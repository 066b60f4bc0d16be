namespace Inquest.Server.Pipeline;

/// <summary>What figures of the pipeline are told apart by.</summary>
readonly record struct PipelineLabels(long ProjectId, string? Platform, string? Release);
