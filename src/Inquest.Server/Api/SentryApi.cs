using System.Text.Json;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>The part of <c>/api/0</c> that sentry-cli needs to find its way: who am I, organisations, projects.</summary>
static class SentryApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ApiRoutes.Map(routes, "GET", "/api/0", TokenScope.OrganizationRead, WhoAmIAsync);
        ApiRoutes.Map(routes, "GET", "/api/0/organizations", TokenScope.OrganizationRead, OrganizationsAsync);
        ApiRoutes.Map(routes, "GET", "/api/0/organizations/{organization}/projects", TokenScope.ProjectRead, ProjectsAsync);
    }

    static Task WhoAmIAsync(ApiCall call) => WriteAsync(call, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("auth");
        json.WriteStartArray("scopes");
        foreach (var scope in call.Access.Scopes)
        {
            json.WriteStringValue(scope);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNull("user");
        json.WriteEndObject();
    });

    static Task OrganizationsAsync(ApiCall call) => WriteAsync(call, json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("id", call.Access.OrganizationId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("slug", call.Access.OrganizationSlug);
        json.WriteString("name", call.Access.OrganizationSlug);
        json.WriteString("dateCreated", DateTimeOffset.UnixEpoch);
        json.WriteBoolean("isEarlyAdopter", false);
        json.WriteBoolean("require2FA", false);
        json.WriteBoolean("requireEmailVerification", false);
        json.WriteStartArray("features");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    static Task ProjectsAsync(ApiCall call)
    {
        if (call.Route("organization") != call.Access.OrganizationSlug)
        {
            return call.NotFoundAsync("The token belongs to another organisation.");
        }

        var projects = call.Service<ProjectQueries>().Projects().Where(project => project.OrganizationId == call.Access.OrganizationId);
        return WriteAsync(call, json =>
        {
            json.WriteStartArray();
            foreach (var project in projects)
            {
                json.WriteStartObject();
                json.WriteString("id", project.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("slug", project.Slug);
                json.WriteString("name", project.Name);
                json.WriteNull("team");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    static async Task WriteAsync(ApiCall call, Action<Utf8JsonWriter> write)
    {
        call.Context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(call.Context.Response.Body);
        write(json);
        await json.FlushAsync(call.Context.RequestAborted);
    }
}
