namespace Inquest.Server.Api.Wire;

/// <summary>The way from a crash to here.</summary>
/// <param name="Week">Yesterday against the weeks before; a number without enough history is left out.</param>
sealed record PipelineBody(int Hours, PipelineFiguresBody All, IReadOnlyList<PipelineRowBody> Rows, IReadOnlyList<PipelineWeekBody> Week);
