using Inquest.Storage.Regrouping;

namespace Inquest.Server.Api.Wire;

/// <summary>What rules would do.</summary>
sealed record PreviewBody(
    int SinceDays, long LookedAt, long Moved, int Merged, int Split, int Created, int Reopened, int ChangeCount, IReadOnlyList<PreviewChangeBody> Changes,
    int PinCount, IReadOnlyList<FailedPinBody> FailedPins)
{
    public static PreviewBody Of(RegroupPreview preview, int days) => new(
        days, preview.LookedAt, preview.Moved, preview.Merged, preview.Split, preview.Created, preview.Reopened, preview.ChangeCount,
        [.. preview.Changes.Select(change => new PreviewChangeBody(
            change.From, change.FromTitle, change.To, change.ToTitle, change.Events, change.Whole, change.Signature, change.Explanation, change.Examples))],
        preview.PinCount, [.. preview.FailedPins.Select(pin => new FailedPinBody(pin.Line, pin.EventId, pin.Wanted, pin.Reason))]);
}

/// <summary>Events of one issue that would go to another; <c>to</c> is absent for an issue that would be made.</summary>
sealed record PreviewChangeBody(
    string From, string FromTitle, string? To, string? ToTitle, long Events, bool Whole, string Signature, string Explanation, IReadOnlyList<string> Examples);

/// <summary>A pinned example that would end elsewhere.</summary>
sealed record FailedPinBody(int Line, string EventId, string Wanted, string Reason);
