using Inquest.Protocol.Json;
using Inquest.Protocol.Outcomes;

namespace Inquest.Protocol.Envelopes;

/// <summary>An envelope that was read as far as it can be.</summary>
public sealed record Envelope
{
    public EnvelopeHeader Header { get; init; } = new();

    /// <summary>Every item that was framed, with those to be dropped marked by <see cref="EnvelopeItem.DropReason"/>.</summary>
    public IReadOnlyList<EnvelopeItem> Items { get; init; } = [];

    /// <summary>What is wrong at the end of <see cref="Items"/>.</summary>
    public EnvelopeError Error { get; init; }

    /// <summary>True when nothing of it can be used: 400.</summary>
    public bool IsRefused => Error != EnvelopeError.None && Items.Count == 0;

    public IEnumerable<EnvelopeItem> Kept => Items.Where(i => i.DropReason is null);

    public EnvelopeItem? Event => Kept.FirstOrDefault(i => i.Kind == ItemKind.Event);

    public EnvelopeItem? Minidump => Kept.FirstOrDefault(i => i.AttachmentType == AttachmentType.Minidump);

    /// <summary>True when an item is part of an event: then an id must be made if the client gave none.</summary>
    public bool NeedsEventId => Kept.Any(i => i.Kind.NeedsEventId());

    /// <summary>
    /// True when the envelope carries the client's own bookkeeping only. Such a one is never answered with an error:
    /// clients count the refusal and send another.
    /// </summary>
    public bool IsClientReportOnly => Items.Count > 0 && Items.All(i => i.Kind == ItemKind.ClientReport);

    /// <summary>Rows for the ledger that the framing alone decides: dropped items, a broken tail, emptiness.</summary>
    public IEnumerable<Outcome> FramingOutcomes()
    {
        if (Items.Count == 0)
        {
            yield return new Outcome(OutcomeKind.Invalid, DataCategory.Default, Error switch
            {
                EnvelopeError.None => OutcomeReason.EmptyEnvelope,
                EnvelopeError.Empty => OutcomeReason.NoData,
                _ => OutcomeReason.InvalidEnvelope,
            });
            yield break;
        }

        foreach (var item in Items)
        {
            if (item.DropReason is { } reason)
            {
                var kind = item.Treatment is ItemTreatment.AcceptAndDrop or ItemTreatment.Unsupported && reason.StartsWith("unsupported", StringComparison.Ordinal)
                    ? OutcomeKind.Filtered
                    : OutcomeKind.Invalid;
                var quantity = item.Category == DataCategory.Attachment ? item.Payload.Length : Math.Max(item.ItemCount ?? 1, 1);
                yield return new Outcome(kind, item.Category, reason, quantity);
            }
        }

        if (Error != EnvelopeError.None)
        {
            yield return new Outcome(OutcomeKind.Invalid, DataCategory.Default, OutcomeReason.InvalidEnvelope);
        }
    }

    /// <summary>
    /// The id that the answer names: the header's, else the event's own, else null. sentry-cli's send-envelope writes
    /// different ones into header and payload; the header wins.
    /// </summary>
    public string? FindEventId(ProtocolLimits limits)
    {
        if (Header.EventId is not null || Event is not { } item)
        {
            return Header.EventId;
        }

        using var document = LenientJson.Parse(item.Payload, limits);
        return document is null ? null : Protocol.EventId.Normalise(document.RootElement.Get("event_id"u8).Text(64));
    }
}
