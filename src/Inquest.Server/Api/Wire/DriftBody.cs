using Inquest.Storage.Drift;

namespace Inquest.Server.Api.Wire;

/// <summary>Two releases side by side.</summary>
sealed record DriftBody(
    string Per, long BaseFrom, long BaseTo, IReadOnlyList<DriftedBody> Drifted, IReadOnlyList<JumpedBody> Jumped, IReadOnlyList<DriftedBody> New)
{
    public static DriftBody Of(DriftReport report) => new(
        report.Per, report.BaseBefore, report.BaseAfter, [.. report.Drifted.Select(Of)],
        [.. report.Jumped.Select(row => new JumpedBody(row.IssueId, row.ShortId, row.Title, row.Before, row.After, row.Ratio, row.Low, row.High))],
        [.. report.New.Select(Of)]);

    static DriftedBody Of(DriftRow row) => new(
        row.IssueId, row.ShortId, row.Title, row.Events, row.OldIssueId, row.OldShortId, row.OldTitle, row.OldIssueId is null ? null : row.Score,
        row.OldIssueId is null ? null : row.Cause.ToString().ToLowerInvariant());
}

/// <summary>An issue that is new in the later release; <c>old…</c> is absent when it resembles nothing.</summary>
sealed record DriftedBody(
    long Issue, string ShortId, string Title, long Events, long? OldIssue, string? OldShortId, string? OldTitle, double? Likeness, string? Cause);

/// <summary>An issue of both releases whose rate is surely higher in the later one.</summary>
sealed record JumpedBody(long Issue, string ShortId, string Title, long EventsFrom, long EventsTo, double Ratio, double RatioLow, double RatioHigh);
