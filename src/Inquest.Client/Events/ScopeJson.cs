using System.Text.Json;

namespace Inquest.Client.Events;

/// <summary>The parts of an event that come from the scope.</summary>
static class ScopeJson
{
    public static void User(Utf8JsonWriter json, JsonValues values, ReportUser? user)
    {
        if (user is null)
        {
            return;
        }

        json.WriteStartObject("user");
        values.Text("id", user.Id);
        values.Text("email", user.Email);
        values.Text("username", user.UserName);
        values.Text("ip_address", user.IpAddress);
        json.WriteEndObject();
    }

    public static void Request(Utf8JsonWriter json, JsonValues values, ReportRequest? request)
    {
        if (request is null)
        {
            return;
        }

        json.WriteStartObject("request");
        values.Text("method", request.Method);
        values.Text("url", request.Url);
        values.Text("query_string", request.QueryString);
        if (request.Headers is { Count: > 0 } headers)
        {
            json.WriteStartObject("headers");
            foreach (var (name, value) in headers.Take(values.EntriesMax))
            {
                values.Text(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void Breadcrumbs(Utf8JsonWriter json, JsonValues values, IReadOnlyList<Breadcrumb> breadcrumbs)
    {
        if (breadcrumbs.Count == 0)
        {
            return;
        }

        json.WriteStartObject("breadcrumbs");
        json.WriteStartArray("values");
        foreach (var breadcrumb in breadcrumbs)
        {
            json.WriteStartObject();
            if (breadcrumb.Timestamp is { } time)
            {
                json.WriteString("timestamp", time.UtcDateTime);
            }

            values.Text("message", breadcrumb.Message);
            values.Text("category", breadcrumb.Category);
            json.WriteString("level", EventJson.LevelName(breadcrumb.Level));
            if (breadcrumb.Data is { Count: > 0 } data)
            {
                values.Tags("data", data);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
