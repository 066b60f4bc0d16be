using System.Globalization;
using System.Text.Json;
using Inquest.Server.Api;
using Inquest.Storage.Accounts;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>The part of <c>/api/0</c> that sentry-cli makes, finishes and deploys releases with (protocol §9.2).</summary>
static class SentryReleaseRoutes
{
    const string Organization = "/api/0/organizations/{organization}";
    const string Project = "/api/0/projects/{organization}/{project}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var root in (string[])[Organization, Project])
        {
            ApiRoutes.Map(routes, "POST", root + "/releases", TokenScope.ProjectReleases, CreateAsync);
            ApiRoutes.Map(routes, "GET", root + "/releases", TokenScope.ProjectRead, ListAsync);
            ApiRoutes.Map(routes, "GET", root + "/releases/{release}", TokenScope.ProjectRead, GetAsync);
            ApiRoutes.Map(routes, "PUT", root + "/releases/{release}", TokenScope.ProjectReleases, ChangeAsync);
            ApiRoutes.Map(routes, "DELETE", root + "/releases/{release}", TokenScope.ProjectReleases, DeleteAsync);
            ApiRoutes.Map(routes, "POST", root + "/releases/{release}/deploys", TokenScope.ProjectReleases, DeployAsync);
            ApiRoutes.Map(routes, "GET", root + "/releases/{release}/deploys", TokenScope.ProjectRead, DeploysAsync);
            // Commits are not kept: there is none before, and those that are sent are taken and dropped.
            ApiRoutes.Map(routes, "GET", root + "/releases/{release}/previous-with-commits", TokenScope.ProjectRead, call => WriteAsync(call, static json =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }));
        }

        ApiRoutes.Map(routes, "GET", Organization + "/repos", TokenScope.ProjectRead, call => WriteAsync(call, static json =>
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }));
        ApiRoutes.Map(routes, "GET", Organization + "/sessions", TokenScope.ProjectRead, SentrySessions.QueryAsync);
    }

    static async Task CreateAsync(ApiCall call)
    {
        using var body = await BodyAsync(call);
        if (body is null)
        {
            return;
        }

        if (Text(body, "version") is not { Length: > 0 and <= ReleaseLimits.ReleaseLengthMax } version || version.AsSpan().ContainsAny('\n', '\t', '\r')
            || version is "." or ".." || string.IsNullOrWhiteSpace(version))
        {
            await call.RefuseAsync("A release needs a version: text of at most 250 characters, without line breaks.");
            return;
        }

        if (await ProjectsAsync(call, body) is not { } projects)
        {
            return;
        }

        var catalog = call.Service<ReleaseCatalog>();
        foreach (var project in projects)
        {
            catalog.Declare(project.Id, version, Text(body, "url"), Time(body, "dateStarted"));
            Change(catalog, project.Id, version, body);
        }

        await ReleaseAsync(call, projects, version, StatusCodes.Status201Created);
    }

    static async Task ChangeAsync(ApiCall call)
    {
        using var body = await BodyAsync(call);
        if (body is null || await ProjectsAsync(call, body) is not { } projects)
        {
            return;
        }

        var catalog = call.Service<ReleaseCatalog>();
        var version = ReleaseApi.NameOf(call);
        foreach (var project in projects)
        {
            catalog.Declare(project.Id, version, Text(body, "url"), null);
            Change(catalog, project.Id, version, body);
        }

        await ReleaseAsync(call, projects, version, StatusCodes.Status200OK);
    }

    static async Task GetAsync(ApiCall call)
    {
        if (await ProjectsAsync(call, null) is { } projects)
        {
            await ReleaseAsync(call, projects, ReleaseApi.NameOf(call), StatusCodes.Status200OK);
        }
    }

    static async Task ListAsync(ApiCall call)
    {
        if (await ProjectsAsync(call, null) is not { } projects)
        {
            return;
        }

        var catalog = call.Service<ReleaseCatalog>();
        var releases = projects.SelectMany(project => catalog.List(project.Id).Select(release => (Project: project, Release: release)))
            .GroupBy(one => one.Release.Version, StringComparer.Ordinal).ToList();
        await WriteAsync(call, json =>
        {
            json.WriteStartArray();
            foreach (var group in releases)
            {
                Write(json, group.First().Release, group.Select(one => one.Project));
            }

            json.WriteEndArray();
        });
    }

    static async Task DeleteAsync(ApiCall call)
    {
        if (await ProjectsAsync(call, null) is not { } projects)
        {
            return;
        }

        var catalog = call.Service<ReleaseCatalog>();
        var version = ReleaseApi.NameOf(call);
        var isRemoved = false;
        foreach (var project in projects)
        {
            isRemoved |= catalog.Remove(project.Id, version);
        }

        if (!isRemoved)
        {
            await call.NotFoundAsync("There is no such release.");
            return;
        }

        await call.NoContentAsync();
    }

    static async Task DeployAsync(ApiCall call)
    {
        using var body = await BodyAsync(call);
        if (body is null || await ProjectsAsync(call, body) is not { } projects)
        {
            return;
        }

        if (Text(body, "environment") is not { Length: > 0 and <= ReleaseLimits.EnvironmentLengthMax } environment)
        {
            await call.RefuseAsync("A deploy needs an environment.");
            return;
        }

        var catalog = call.Service<ReleaseCatalog>();
        var version = ReleaseApi.NameOf(call);
        var known = projects.Where(project => catalog.Find(project.Id, version) is not null).ToList();
        if (known.Count == 0)
        {
            await call.NotFoundAsync("There is no such release.");
            return;
        }

        var made = known.Select(project => catalog.Deploy(
            project.Id, version, environment, Text(body, "name"), Text(body, "url"), Time(body, "dateStarted"), Time(body, "dateFinished"))).ToList();
        call.Context.Response.StatusCode = StatusCodes.Status201Created;
        await WriteAsync(call, json => Write(json, made[0]));
    }

    static async Task DeploysAsync(ApiCall call)
    {
        if (await ProjectsAsync(call, null) is not { } projects)
        {
            return;
        }

        var catalog = call.Service<ReleaseCatalog>();
        await WriteAsync(call, json =>
        {
            json.WriteStartArray();
            foreach (var deploy in projects.SelectMany(project => catalog.Deploys(project.Id, ReleaseApi.NameOf(call))))
            {
                Write(json, deploy);
            }

            json.WriteEndArray();
        });
    }

    static void Change(ReleaseCatalog catalog, long projectId, string version, JsonDocument body)
    {
        var status = Text(body, "status");
        catalog.Change(projectId, version, Time(body, "dateReleased"), status is "archived" ? true : status is "open" ? false : null);
    }

    static async Task ReleaseAsync(ApiCall call, IReadOnlyList<ProjectEntry> projects, string version, int status)
    {
        var catalog = call.Service<ReleaseCatalog>();
        var found = projects.Select(project => (Project: project, Release: catalog.Find(project.Id, version))).Where(one => one.Release is not null).ToList();
        if (found.Count == 0)
        {
            await call.NotFoundAsync("There is no such release.");
            return;
        }

        call.Context.Response.StatusCode = status;
        await WriteAsync(call, json => Write(json, found[0].Release!, found.Select(one => one.Project)));
    }

    /// <summary>The project of the address, else those that the body or query names, else all; null after an answer.</summary>
    internal static async Task<IReadOnlyList<ProjectEntry>?> ProjectsAsync(ApiCall call, JsonDocument? body)
    {
        if (call.Route("organization") != call.Access.OrganizationSlug)
        {
            await call.NotFoundAsync("The token belongs to another organisation.");
            return null;
        }

        if (call.Route("project").Length > 0)
        {
            if (call.Project() is { } one)
            {
                return [one];
            }

            await call.NotFoundAsync("The organisation has no such project.");
            return null;
        }

        var all = call.Service<ProjectQueries>().Projects().Where(project => project.OrganizationId == call.Access.OrganizationId).ToList();
        var named = body is not null && body.RootElement.TryGetProperty("projects", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(entry => entry.ToString()).ToList()
            : [.. call.Context.Request.Query["project"].OfType<string>().Where(text => text is not ("" or "-1"))];
        if (named.Count == 0)
        {
            return all;
        }

        var chosen = all.Where(project => named.Contains(project.Slug) || named.Contains(project.Id.ToString(CultureInfo.InvariantCulture))).ToList();
        if (chosen.Count > 0)
        {
            return chosen;
        }

        await call.NotFoundAsync("The organisation has no such project.");
        return null;
    }

    internal static async Task WriteAsync(ApiCall call, Action<Utf8JsonWriter> write)
    {
        call.Context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(call.Context.Response.Body);
        write(json);
        await json.FlushAsync(call.Context.RequestAborted);
    }

    static async Task<JsonDocument?> BodyAsync(ApiCall call)
    {
        if (call.Context.Request.ContentLength is > ReleaseLimits.ReleaseBodyBytesMax)
        {
            await ApiCall.ProblemAsync(call.Context, StatusCodes.Status413PayloadTooLarge, "Too large", $"The body may have {ReleaseLimits.ReleaseBodyBytesMax} bytes.");
            return null;
        }

        try
        {
            var document = await JsonDocument.ParseAsync(call.Context.Request.Body, default, call.Context.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
        }

        await ApiCall.ProblemAsync(call.Context, StatusCodes.Status400BadRequest, "Malformed", "The body is no JSON object.");
        return null;
    }

    static void Write(Utf8JsonWriter json, DeclaredRelease release, IEnumerable<ProjectEntry> projects)
    {
        json.WriteStartObject();
        json.WriteString("version", release.Version);
        var at = release.Version.LastIndexOf('@');
        json.WriteString("shortVersion", at < 0 ? release.Version : release.Version[(at + 1)..]);
        json.WriteString("dateCreated", IsoOf(release.DeclaredAt ?? release.FirstSeen));
        json.WriteString("dateReleased", release.ReleasedAt is { } released ? IsoOf(released) : null);
        json.WriteString("firstEvent", release.Events > 0 ? IsoOf(release.FirstSeen) : null);
        json.WriteString("lastEvent", release.Events > 0 ? IsoOf(release.LastSeen) : null);
        json.WriteNumber("newGroups", release.NewIssues);
        json.WriteString("status", release.ArchivedAt is null ? "open" : "archived");
        json.WriteString("url", release.Url);
        json.WriteNull("ref");
        json.WriteNull("lastCommit");
        json.WriteNumber("commitCount", 0);
        json.WriteStartArray("projects");
        foreach (var project in projects)
        {
            json.WriteStartObject();
            json.WriteString("slug", project.Slug);
            json.WriteString("name", project.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, DeployEntry deploy)
    {
        json.WriteStartObject();
        json.WriteString("id", deploy.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("environment", deploy.Environment);
        json.WriteString("name", deploy.Name);
        json.WriteString("url", deploy.Url);
        json.WriteString("dateStarted", deploy.StartedAt is { } started ? IsoOf(started) : null);
        json.WriteString("dateFinished", IsoOf(deploy.FinishedAt));
        json.WriteEndObject();
    }

    internal static string IsoOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, 253_402_300_799_999))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string? Text(JsonDocument body, string name) =>
        body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static long? Time(JsonDocument body, string name) =>
        DateTimeOffset.TryParse(Text(body, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.Milliseconds() : null;
}
