using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary><c>user</c>, with <c>{{auto}}</c> replaced by the sender's address.</summary>
static class UserReader
{
    const int Longest = 200;

    public static ReportUser? Read(JsonElement root, EventDraft draft)
    {
        var user = root.Get("user"u8);
        if (user.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            return new ReportUser(user.Text(Longest), null, null, null, null);
        }

        var address = Address(user.Get("ip_address"u8).Text(64), root, draft);
        var (id, email) = (user.Get("id"u8).Text(Longest), user.Get("email"u8).Text(Longest));
        var (username, name) = (user.Get("username"u8).Text(Longest), user.Get("name"u8).Text(Longest));
        return (id ?? email ?? username ?? name ?? address) is null ? null : new ReportUser(id, email, username, name, address);
    }

    static string? Address(string? said, JsonElement root, EventDraft draft)
    {
        if (said is not null && said.Replace(" ", "", StringComparison.Ordinal) != "{{auto}}")
        {
            return System.Net.IPAddress.TryParse(said, out _) ? said : null;
        }

        var infer = root.Get("sdk"u8).Get("settings"u8).Get("infer_ip"u8).Text(16);
        return infer != "never" && (said is not null || infer == "auto") ? draft.Context.PeerAddress : null;
    }
}
