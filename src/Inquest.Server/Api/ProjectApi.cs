using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>Organisation, projects, keys and the ledger.</summary>
static class ProjectApi
{
    // Ids as they stand in the ledger; index = id.
    static readonly string[] OutcomeNames = ["accepted", "filtered", "rate_limited", "invalid", "abuse", "client_discard", "cardinality_limited"];

    public static Task OrganizationAsync(ApiCall call) => call.JsonAsync(
        new OrganizationBody(call.Access.OrganizationId, call.Access.OrganizationSlug), ApiJson.Default.OrganizationBody);

    public static Task ListAsync(ApiCall call) => ApiPaging.AnswerAsync(
        call,
        [.. call.Service<ProjectQueries>().Projects().Where(project => project.OrganizationId == call.Access.OrganizationId)],
        project => Body(call, project),
        ApiJson.Default.PageProjectBody);

    public static async Task CreateAsync(ApiCall call)
    {
        if (await call.ReadAsync(ApiJson.Default.NewProject) is not { } wanted)
        {
            return;
        }

        var error = call.Service<SetupService>().CreateProject(call.Access.OrganizationId, wanted.Name ?? "", wanted.Platform, out var id);
        if (error != SetupError.None)
        {
            await call.RefuseAsync(error == SetupError.NameTaken ? "A project has this name already." : "The project needs a name.");
            return;
        }

        var made = call.Service<ProjectQueries>().Projects().Single(project => project.Id == id);
        await call.JsonAsync(Body(call, made), ApiJson.Default.ProjectBody, StatusCodes.Status201Created);
    }

    public static Task KeysAsync(ApiCall call) => call.Project() is { } project
        ? ApiPaging.AnswerAsync(call, project.Keys, key => Body(call, project, key), ApiJson.Default.PageKeyBody)
        : call.NotFoundAsync("The organisation has no such project.");

    public static async Task CreateKeyAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.KeyChange) is not { } wanted)
        {
            return;
        }

        var label = string.IsNullOrWhiteSpace(wanted.Label) ? "Key" : wanted.Label.Trim();
        var publicKey = call.Service<SetupService>().CreateKey(project.Id, label[..Math.Min(label.Length, ApiLimits.NameLengthMax)]);
        var made = call.Project()!.Keys.Single(key => key.PublicKey == publicKey);
        await call.JsonAsync(Body(call, project, made), ApiJson.Default.KeyBody, StatusCodes.Status201Created);
    }

    public static async Task ChangeKeyAsync(ApiCall call)
    {
        if (call.Project() is not { } project || call.RouteNumber("key") is not { } id || project.Keys.All(key => key.Id != id))
        {
            await call.NotFoundAsync("The project has no such key.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.KeyChange) is not { } change)
        {
            return;
        }

        if (change.Enabled is { } enabled)
        {
            call.Service<SetupService>().EnableKey(project.Id, id, enabled);
        }

        await call.JsonAsync(Body(call, project, call.Project()!.Keys.Single(key => key.Id == id)), ApiJson.Default.KeyBody);
    }

    public static Task OutcomesAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var hours = int.TryParse(call.Query("hours"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : 24;
        var sums = call.Service<OutcomeQueries>().Sums(project.Id, call.Service<TimeProvider>().GetUtcNow(), Math.Clamp(hours, 1, ApiLimits.OutcomeHoursMax));
        return ApiPaging.AnswerAsync(
            call,
            sums,
            sum => new OutcomeBody(
                sum.Category, OutcomeNames.ElementAtOrDefault(sum.Outcome) ?? sum.Outcome.ToString(CultureInfo.InvariantCulture), sum.Reason, sum.Quantity),
            ApiJson.Default.PageOutcomeBody);
    }

    static ProjectBody Body(ApiCall call, ProjectEntry project) => new(
        project.Id, project.Slug, project.Name, project.Platform,
        project.Keys.FirstOrDefault(key => key.Enabled) is { } key ? Dsn(call, project, key) : null, project.HadEvents);

    static KeyBody Body(ApiCall call, ProjectEntry project, KeyEntry key) => new(
        key.Id, key.PublicKey, key.Label, key.Enabled, Dsn(call, project, key), DateTimeOffset.FromUnixTimeMilliseconds(key.CreatedAt));

    static string Dsn(ApiCall call, ProjectEntry project, KeyEntry key) =>
        call.Service<PublicAddress>().DsnOf(call.Context.Request, key.PublicKey, project.Id);
}
