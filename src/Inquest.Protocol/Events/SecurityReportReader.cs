using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>What browsers send by themselves: CSP, Expect-CT, Expect-Staple, HPKP, network error logging.</summary>
public static class SecurityReportReader
{
    /// <summary>The content types that the endpoint takes; any other is answered with 415.</summary>
    public static bool IsAccepted(string? contentType)
    {
        var type = (contentType ?? "").Split(';')[0].Trim();
        return type.ToLowerInvariant() is "application/json" or "application/csp-report" or "application/expect-ct-report"
            or "application/expect-ct-report+json" or "application/expect-staple-report" or "application/reports+json";
    }

    /// <param name="release">From the query <c>sentry_release</c>.</param>
    /// <param name="environment">From the query <c>sentry_environment</c>.</param>
    public static EventError Read(
        ReadOnlyMemory<byte> json, EventContext context, ProtocolLimits limits, string? release, string? environment, out Report? report)
    {
        report = null;
        using var document = LenientJson.Parse(json, limits);
        if (document is null)
        {
            return json.IsEmpty ? EventError.Empty : EventError.InvalidJson;
        }

        var root = document.RootElement;
        root = root.IsArray() && root.GetArrayLength() > 0 ? root[0] : root;
        if (!root.IsObject())
        {
            return EventError.NotAnObject;
        }

        var (kind, body) = Unwrap(root);
        var directive = (body.Get("effective-directive"u8).Text(100) ?? body.Get("effectiveDirective"u8).Text(100)
            ?? body.Get("violated-directive"u8).Text(100))?.Split(' ')[0];
        var blocked = body.Get("blocked-uri"u8).Text(500) ?? body.Get("blockedURL"u8).Text(500) ?? body.Get("hostname"u8).Text(200)
            ?? body.Get("url"u8).Text(500) ?? root.Get("url"u8).Text(500);
        report = new Report
        {
            EventId = context.EventId ?? "",
            Kind = "security",
            Platform = "javascript",
            Timestamp = context.ReceivedAt,
            Release = release,
            Environment = environment,
            Logger = kind,
            Message = kind == "csp" ? $"Blocked {directive ?? "content"} from {Origin(blocked)}" : $"{kind}: {Origin(blocked)}",
            // The page and the blocked address differ from visitor to visitor; directive and origin are the bug.
            ClientFingerprint = [kind, directive ?? "", Origin(blocked)],
            Extra = JsonTree.Keep(body, limits.MaxTreeBytes, out _),
        };
        return EventError.None;
    }

    static (string Kind, JsonElement Body) Unwrap(JsonElement root)
    {
        foreach (var (key, kind) in (ReadOnlySpan<(string, string)>)[
            ("csp-report", "csp"), ("expect-ct-report", "expectct"), ("expect-staple-report", "expectstaple")])
        {
            if (root.Get(key).IsObject())
            {
                return (kind, root.Get(key));
            }
        }

        // The Reporting API wraps as {"type": …, "body": …}.
        var type = root.Get("type"u8).Text(64);
        return root.Get("body"u8).IsObject()
            ? (type == "csp-violation" ? "csp" : type == "network-error" ? "nel" : type ?? "report", root.Get("body"u8))
            : (root.Get("known-pins"u8).IsAbsent() ? "report" : "hpkp", root);
    }

    static string Origin(string? address) =>
        address is null ? "unknown" : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : address;
}
