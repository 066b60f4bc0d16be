using Inquest.Server.Releases;
using Inquest.Storage.Accounts;

namespace Inquest.Server.Api;

/// <summary>Every route of the API with the scope that it wants.</summary>
static class ApiRoutes
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/openapi.json", (RequestDelegate)OpenApi.WriteAsync);

        Map(routes, "GET", "/api/v1/organization", TokenScope.OrganizationRead, ProjectApi.OrganizationAsync);
        Map(routes, "GET", "/api/v1/projects", TokenScope.ProjectRead, ProjectApi.ListAsync);
        Map(routes, "POST", "/api/v1/projects", TokenScope.ProjectWrite, ProjectApi.CreateAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/keys", TokenScope.ProjectRead, ProjectApi.KeysAsync);
        Map(routes, "POST", "/api/v1/projects/{project}/keys", TokenScope.ProjectWrite, ProjectApi.CreateKeyAsync);
        Map(routes, "PATCH", "/api/v1/projects/{project}/keys/{key}", TokenScope.ProjectWrite, ProjectApi.ChangeKeyAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/issues", TokenScope.EventRead, IssueApi.ListAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/outcomes", TokenScope.ProjectRead, ProjectApi.OutcomesAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/quotas", TokenScope.ProjectRead, LimitApi.QuotasAsync);
        Map(routes, "PUT", "/api/v1/projects/{project}/quotas", TokenScope.ProjectWrite, LimitApi.SetQuotaAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/filters", TokenScope.ProjectRead, LimitApi.FiltersAsync);
        Map(routes, "PUT", "/api/v1/projects/{project}/filters", TokenScope.ProjectWrite, LimitApi.SetFiltersAsync);

        Map(routes, "GET", "/api/v1/projects/{project}/pipeline", TokenScope.ProjectRead, PipelineApi.GetAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/users/{user}/consent", TokenScope.EventRead, ConsentApi.HistoryAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/users/{user}/export", TokenScope.EventRead, ConsentApi.ExportAsync);
        Map(routes, "DELETE", "/api/v1/projects/{project}/users/{user}", TokenScope.ProjectWrite, ConsentApi.EraseAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/events/{event}", TokenScope.EventRead, EventApi.GetAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/events/{event}/text", TokenScope.EventRead, EventApi.TextAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/events/{event}/markdown", TokenScope.EventRead, EventApi.MarkdownAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/events/{event}/dump", TokenScope.EventRead, EventApi.DumpAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/symbols", TokenScope.ProjectRead, SymbolApi.ListAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/symbols/missing", TokenScope.ProjectRead, SymbolApi.MissingAsync);
        Map(routes, "DELETE", "/api/v1/projects/{project}/symbols/{file}", TokenScope.ProjectWrite, SymbolApi.DeleteAsync);
        Map(routes, "POST", "/api/v1/projects/{project}/symbols/gc", TokenScope.ProjectWrite, SymbolApi.CollectAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/symbols/settings", TokenScope.ProjectRead, SymbolApi.SettingsAsync);
        Map(routes, "PUT", "/api/v1/projects/{project}/symbols/settings", TokenScope.ProjectWrite, SymbolApi.ChangeSettingsAsync);
        const string Release = "/api/v1/projects/{project}/releases/{release}";
        Map(routes, "GET", "/api/v1/projects/{project}/releases", TokenScope.ProjectRead, ReleaseApi.ListAsync);
        Map(routes, "GET", Release, TokenScope.ProjectRead, ReleaseApi.GetAsync);
        Map(routes, "GET", Release + "/gate", TokenScope.ProjectRead, GateApi.GetAsync);
        Map(routes, "POST", Release + "/gate", TokenScope.ProjectReleases, GateApi.ActAsync);
        Map(routes, "GET", Release + "/gate/decisions", TokenScope.ProjectRead, GateApi.DecisionsAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/gate/decisions/{decision}", TokenScope.ProjectRead, GateApi.DecisionAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/gate/settings", TokenScope.ProjectRead, GateApi.SettingsAsync);
        Map(routes, "PUT", "/api/v1/projects/{project}/gate/settings", TokenScope.ProjectWrite, GateApi.ChangeSettingsAsync);
        routes.MapMethods("/api/v1/projects/{project}/gate/flagger", ["POST"], (RequestDelegate)GateApi.FlaggerAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/slo", TokenScope.ProjectRead, ReleaseApi.SloAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/health/findings", TokenScope.ProjectRead, ReleaseApi.FindingsAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/grouping/rules", TokenScope.ProjectRead, GroupingApi.RulesAsync);
        Map(routes, "PUT", "/api/v1/projects/{project}/grouping/rules", TokenScope.ProjectWrite, GroupingApi.SaveAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/grouping/revisions", TokenScope.ProjectRead, GroupingApi.RevisionsAsync);
        Map(routes, "POST", "/api/v1/projects/{project}/grouping/preview", TokenScope.ProjectRead, GroupingApi.PreviewAsync);
        Map(routes, "POST", "/api/v1/projects/{project}/grouping/undo", TokenScope.ProjectWrite, GroupingApi.UndoAsync);
        Map(routes, "GET", "/api/v1/projects/{project}/grouping/drift", TokenScope.EventRead, DriftApi.GetAsync);
        Map(routes, "GET", "/api/v1/issues/{issue}", TokenScope.EventRead, IssueApi.GetAsync);
        Map(routes, "PATCH", "/api/v1/issues/{issue}", TokenScope.EventWrite, IssueApi.ChangeAsync);
        Map(routes, "POST", "/api/v1/issues/{issue}/undo", TokenScope.EventWrite, IssueApi.UndoAsync);
        Map(routes, "POST", "/api/v1/issues/{issue}/merge", TokenScope.EventWrite, IssueApi.MergeAsync);
        Map(routes, "POST", "/api/v1/issues/{issue}/split", TokenScope.EventWrite, IssueApi.SplitAsync);
        Map(routes, "GET", "/api/v1/issues/{issue}/events", TokenScope.EventRead, IssuePartApi.EventsAsync);
        Map(routes, "GET", "/api/v1/issues/{issue}/tags", TokenScope.EventRead, IssuePartApi.TagsAsync);
        Map(routes, "GET", "/api/v1/issues/{issue}/history", TokenScope.EventRead, IssuePartApi.HistoryAsync);
        Map(routes, "GET", "/api/v1/issues/{issue}/fingerprints", TokenScope.EventRead, IssuePartApi.FingerprintsAsync);
        Map(routes, "GET", "/api/v1/members", TokenScope.OrganizationRead, IssuePartApi.MembersAsync);
        Map(routes, "GET", "/api/v1/tokens", TokenScope.OrganizationAdmin, TokenApi.ListAsync);
        Map(routes, "POST", "/api/v1/tokens", TokenScope.OrganizationAdmin, TokenApi.CreateAsync);
        Map(routes, "DELETE", "/api/v1/tokens/{token}", TokenScope.OrganizationAdmin, TokenApi.RevokeAsync);

        SentryApi.Map(routes);
        SentryReleaseRoutes.Map(routes);
        routes.Map("/api/{**rest}", (RequestDelegate)(context => ApiCall.ProblemAsync(
            context, StatusCodes.Status404NotFound, "Not found", "There is no such address. /api/openapi.json lists those there are.")));
    }

    /// <summary>Maps a handler behind a token that allows <paramref name="scope"/>.</summary>
    internal static void Map(IEndpointRouteBuilder routes, string method, string pattern, string scope, Func<ApiCall, Task> handler) =>
        routes.MapMethods(pattern, [method], (RequestDelegate)(async context =>
        {
            var access = TokenOf(context.Request) is { } token ? context.RequestServices.GetRequiredService<TokenService>().Find(token) : null;
            if (access is null)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await ApiCall.ProblemAsync(context, StatusCodes.Status401Unauthorized, "Who are you?",
                    "Send an API token as 'Authorization: Bearer …'. Tokens are made under Settings.");
            }
            else if (!access.Allows(scope))
            {
                await ApiCall.ProblemAsync(context, StatusCodes.Status403Forbidden, "Not with this token", $"The token lacks the scope {scope}.");
            }
            else
            {
                await handler(new ApiCall(context, access));
            }
        }));

    internal static string? TokenOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }
}
