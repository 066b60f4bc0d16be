namespace Inquest.Web.Views;

/// <summary>One platform and release.</summary>
public sealed record PipelineLine(string Platform, string Release, long Events, long Suppressed, string P50, string P95);
