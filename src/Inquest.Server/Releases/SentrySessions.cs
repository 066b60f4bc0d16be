using System.Globalization;
using System.Text.Json;
using Inquest.Server.Api;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Sentry's sessions query, as release scripts and fastlane ask it (protocol §5.6).</summary>
static class SentrySessions
{
    static readonly string[] Statuses = ["healthy", "errored", "unhandled", "abnormal", "crashed"];

    public static async Task QueryAsync(ApiCall call)
    {
        if (await SentryReleaseRoutes.ProjectsAsync(call, null) is not { } projects)
        {
            return;
        }

        var query = call.Context.Request.Query;
        List<string> fields = [.. query["field"].OfType<string>()];
        List<string> groupBy = [.. query["groupBy"].OfType<string>()];
        if (fields.Count == 0 || fields.Any(field => !IsKnown(field)) || groupBy.Any(by => by is not ("release" or "environment" or "project" or "session.status")))
        {
            await call.RefuseAsync(
                "field is sum(session), count_unique(user), crash_free_rate(session), crash_free_rate(user), crash_rate(…), anr_rate() or foreground_anr_rate(); groupBy is release, environment, project or session.status.");
            return;
        }

        var nowHour = call.Service<ReleaseHealth>().NowHour;
        if (Window(call, nowHour) is not { } window || Interval(call.Query("interval") ?? "1h") is not { } step || (window.To - window.From + 1) / step > ReleaseLimits.IntervalsMax)
        {
            await call.RefuseAsync("statsPeriod is a number with h, d or w (24h, 14d), or give start and end; interval is 1h, 6h or 1d.");
            return;
        }

        if (groupBy.Contains("session.status") && fields.Any(field => field != "sum(session)"))
        {
            await call.RefuseAsync("By session.status only sum(session) can be told: rates are made of all statuses.");
            return;
        }

        var queries = call.Service<HealthQueries>();
        var rows = projects.SelectMany(project => queries.Sessions(project.Id, window.From, window.To).Select(row => row with { Project = project.Id })).Where(Matches(call.Query("query"))).ToList();
        var groups = rows.GroupBy(row => (
            Release: groupBy.Contains("release") ? row.Release : null, Environment: groupBy.Contains("environment") ? row.Environment : null,
            Project: groupBy.Contains("project") ? row.Project : 0)).OrderByDescending(group => group.Sum(row => row.Sessions)).Take(PerPage(call)).ToList();
        var withUsers = fields.Any(field => field.Contains("user", StringComparison.Ordinal) || field.Contains("anr", StringComparison.Ordinal));
        await SentryReleaseRoutes.WriteAsync(call, json =>
        {
            json.WriteStartObject();
            json.WriteString("start", SentryReleaseRoutes.IsoOf(window.From * 3_600_000));
            json.WriteString("end", SentryReleaseRoutes.IsoOf((window.To + 1) * 3_600_000));
            json.WriteStartArray("intervals");
            for (var hour = window.From; hour <= window.To; hour += step)
            {
                json.WriteStringValue(SentryReleaseRoutes.IsoOf(hour * 3_600_000));
            }

            json.WriteEndArray();
            json.WriteStartArray("groups");
            foreach (var group in groups)
            {
                var runs = group.Select(row => row.Run).Distinct().ToList();
                var users = withUsers ? queries.UsersOf(runs, window.From, window.To) : default;
                foreach (var status in groupBy.Contains("session.status") ? Statuses : [""])
                {
                    Write(json, group.Key, status, fields, [.. group], users, window, step);
                }
            }

            json.WriteEndArray();
            json.WriteString("query", call.Query("query") ?? "");
            json.WriteEndObject();
        });
    }

    static void Write(
        Utf8JsonWriter json, (string? Release, string? Environment, long Project) key, string status, List<string> fields, List<SessionHour> rows,
        (long All, long Crashed, long Anr, long ForegroundAnr) users, (long From, long To) window, int step)
    {
        json.WriteStartObject();
        json.WriteStartObject("by");
        if (key.Release is not null)
        {
            json.WriteString("release", key.Release);
        }

        if (key.Environment is not null)
        {
            json.WriteString("environment", key.Environment);
        }

        if (key.Project != 0)
        {
            json.WriteNumber("project", key.Project);
        }

        if (status.Length > 0)
        {
            json.WriteString("session.status", status);
        }

        json.WriteEndObject();
        json.WriteStartObject("totals");
        foreach (var field in fields)
        {
            Number(json, field, Value(field, status, rows, users));
        }

        json.WriteEndObject();
        json.WriteStartObject("series");
        foreach (var field in fields)
        {
            json.WriteStartArray(field);
            for (var hour = window.From; hour <= window.To; hour += step)
            {
                var part = rows.Where(row => row.Hour >= hour && row.Hour < hour + step).ToList();
                // Within an interval users are those of its hours; over hours the same person counts in each.
                Number(json, null, Value(field, status, part, (part.Sum(row => row.Users), part.Sum(row => row.CrashedUsers), 0, 0)));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    static double? Value(string field, string status, List<SessionHour> rows, (long All, long Crashed, long Anr, long ForegroundAnr) users)
    {
        var (sessions, crashed) = (rows.Sum(row => row.Sessions), rows.Sum(row => row.Crashed));
        return field switch
        {
            "sum(session)" => status switch
            {
                "errored" => rows.Sum(row => row.Errored),
                "unhandled" => rows.Sum(row => row.Unhandled),
                "abnormal" => rows.Sum(row => row.Abnormal),
                "crashed" => crashed,
                "healthy" => rows.Sum(row => row.Sessions - row.Errored - row.Unhandled - row.Abnormal - row.Crashed),
                _ => sessions,
            },
            "count_unique(user)" => users.All,
            "crash_free_rate(session)" => Share(sessions - crashed, sessions),
            "crash_rate(session)" => Share(crashed, sessions),
            "crash_free_rate(user)" => Share(users.All - users.Crashed, users.All),
            "crash_rate(user)" => Share(users.Crashed, users.All),
            "anr_rate()" => Share(users.Anr, users.All),
            _ => Share(users.ForegroundAnr, users.All),
        };
    }

    static double? Share(long part, long whole) => whole > 0 ? Math.Clamp((double)part / whole, 0, 1) : null;

    static void Number(Utf8JsonWriter json, string? name, double? value)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        if (value is { } number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    static bool IsKnown(string field) => field is "sum(session)" or "count_unique(user)" or "crash_free_rate(session)" or "crash_free_rate(user)"
        or "crash_rate(session)" or "crash_rate(user)" or "anr_rate()" or "foreground_anr_rate()";

    // release:x environment:y, and nothing else: what cannot be filtered by must not look as if it were.
    static Func<SessionHour, bool> Matches(string? query)
    {
        var parts = (query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':', 2)).ToList();
        return row => parts.TrueForAll(part => part is [var key, var value] && (key switch
        {
            "release" => row.Release == value.Trim('"'),
            "environment" => row.Environment == value.Trim('"'),
            _ => false,
        }));
    }

    static int PerPage(ApiCall call) => int.TryParse(call.Query("per_page"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, 100) : 100;

    static (long From, long To)? Window(ApiCall call, long nowHour)
    {
        if (DateTimeOffset.TryParse(call.Query("start"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            && DateTimeOffset.TryParse(call.Query("end"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) && start < end)
        {
            return (start.ToUnixTimeMilliseconds() / 3_600_000, (end.ToUnixTimeMilliseconds() - 1) / 3_600_000);
        }

        return Interval(call.Query("statsPeriod") ?? "90d") is { } hours && hours <= ReleaseLimits.IntervalsMax ? (nowHour - hours + 1, nowHour) : null;
    }

    static int? Interval(string text) =>
        text.Length is > 1 and < 6 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? text[^1] switch
            {
                'h' => number,
                'd' => number * 24,
                'w' => number * 168,
                _ => null,
            }
            : null;
}
