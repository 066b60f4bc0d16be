namespace Inquest.Storage.Pipeline;

/// <summary>One figure of one hour.</summary>
/// <param name="Hour">Hours since 1970.</param>
/// <param name="Platform">Empty when it was not said; so is the release.</param>
public readonly record struct PipelineKey(long ProjectId, long Hour, string Measure, string Platform, string Release);
