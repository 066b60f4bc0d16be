using Inquest.Protocol.Events;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Outcomes;

/// <summary>A <c>client_report</c> item (§2.7): what the client dropped by itself, as rows for the ledger.</summary>
public sealed record ClientReport(DateTimeOffset? Timestamp, IReadOnlyList<Outcome> Discarded)
{
    /// <summary>Null when the payload is no JSON object. Rows meant between relays are ignored: anybody can send them.</summary>
    public static ClientReport? Read(ReadOnlyMemory<byte> json, ProtocolLimits limits)
    {
        using var document = LenientJson.Parse(json, limits);
        if (document is null || !document.RootElement.IsObject())
        {
            return null;
        }

        var root = document.RootElement;
        var rows = new List<Outcome>();
        var list = root.Get("discarded_events"u8);
        foreach (var row in list.IsArray() ? list.EnumerateArray().Take(limits.MaxClientReportRows) : [])
        {
            if (row.Get("quantity"u8).Integer() is > 0 and var quantity && row.Get("reason"u8).Text(64) is { } reason)
            {
                var category = DataCategoryNames.Parse(row.Get("category"u8).Text(64));
                rows.Add(new Outcome(OutcomeKind.ClientDiscard, category, reason, Math.Min(quantity, limits.MaxDiscarded)));
            }
        }

        return new ClientReport(ClientTime.Parse(root.Get("timestamp"u8)), rows);
    }
}
