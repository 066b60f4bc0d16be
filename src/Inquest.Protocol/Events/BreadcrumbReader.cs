using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary><c>breadcrumbs</c>: a list or <c>{"values": […]}</c>; the newest are kept.</summary>
static class BreadcrumbReader
{
    public static List<Breadcrumb> Read(JsonElement breadcrumbs, EventDraft draft, out int omitted)
    {
        var list = breadcrumbs.IsObject() ? breadcrumbs.Get("values"u8) : breadcrumbs;
        omitted = 0;
        if (!list.IsArray())
        {
            return [];
        }

        omitted = Math.Max(list.GetArrayLength() - draft.Limits.MaxBreadcrumbs, 0);
        if (omitted > 0)
        {
            draft.AddCut("breadcrumbs", draft.Limits.MaxBreadcrumbs, list.GetArrayLength());
        }

        var budget = draft.Limits.MaxTreeBytes;
        var read = new List<Breadcrumb>();
        foreach (var crumb in list.EnumerateArray().Skip(omitted).Where(c => c.IsObject()))
        {
            read.Add(One(crumb, draft, ref budget));
        }

        return read;
    }

    static Breadcrumb One(JsonElement crumb, EventDraft draft, ref int budget)
    {
        var data = budget <= 0 ? null : JsonTree.Keep(crumb.Get("data"u8), budget, out var bytes) is { } tree ? Spend(tree, bytes, ref budget) : null;
        return new Breadcrumb
        {
            Timestamp = ClientTime.Parse(crumb.Get("timestamp"u8)),
            Type = crumb.Get("type"u8).Text(100),
            Category = crumb.Get("category"u8).Text(200),
            Level = crumb.Get("level"u8).Text(32),
            Message = crumb.Get("message"u8).Text(draft.Limits.MaxMessageLength),
            Data = data,
        };
    }

    static JsonElement? Spend(JsonElement tree, int bytes, ref int budget)
    {
        budget -= bytes;
        return tree;
    }
}
