using System.Text.Json;
using Inquest.Client.Spool;

namespace Inquest.Client.Delivery;

/// <summary>Counts of drops → a <c>client_report</c>, with the reasons that servers know.</summary>
static class ClientReportJson
{
    public static byte[] Write(IReadOnlyDictionary<DropReason, long> drops, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", now);
            json.WriteStartArray("discarded_events");
            foreach (var (reason, count) in drops.GroupBy(drop => WireName(drop.Key), drop => drop.Value, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Sum())))
            {
                json.WriteStartObject();
                json.WriteString("reason", reason);
                json.WriteString("category", "error");
                json.WriteNumber("quantity", count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    static string WireName(DropReason reason) => reason switch
    {
        DropReason.TooOld or DropReason.TooMany or DropReason.TooManyBytes => "cache_overflow",
        DropReason.Refused => "send_error",
        DropReason.Repeated => "fingerprint_limit",
        _ => "internal_sdk_error",
    };
}
