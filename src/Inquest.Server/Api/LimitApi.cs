using Inquest.Server.Api.Wire;
using Inquest.Server.Filters;
using Inquest.Server.Ingest;
using Inquest.Server.Quotas;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;
using Inquest.Storage.Quotas;

namespace Inquest.Server.Api;

/// <summary>Quotas and filters of a project.</summary>
static class LimitApi
{
    public static Task QuotasAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var now = call.Service<TimeProvider>().GetUtcNow();
        return ApiPaging.AnswerAsync(
            call,
            [.. call.Service<QuotaService>().Uses(call.Access.OrganizationId).Where(use => use.Quota.ProjectId == 0 || use.Quota.ProjectId == project.Id)],
            use => new QuotaBody(
                use.Quota.Scope, use.Quota.KeyId == 0 ? null : use.Quota.KeyId, use.Quota.Category, QuotaService.NameOf(use.Quota.Period),
                use.Quota.Quantity, use.Used, use.Forecast(now), use.EndsAt),
            ApiJson.Default.PageQuotaBody);
    }

    public static async Task SetQuotaAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.QuotaBody) is not { } wanted)
        {
            return;
        }

        var key = wanted.Key ?? 0;
        if (wanted.Scope is not ("organization" or "project" or "key") || (wanted.Scope == "key") != project.Keys.Any(known => known.Id == key))
        {
            await call.RefuseAsync("scope is organization, project or key; with key, the number of one of the project's keys.");
            return;
        }

        if (wanted.Category is not { } category || !QuotaService.Categories.Contains(category)
            || !Enum.TryParse<QuotaPeriod>(wanted.Period, ignoreCase: true, out var period) || wanted.Quantity < 0)
        {
            await call.RefuseAsync("category is error, attachment or session; period is hour, day or month; quantity is a whole number.");
            return;
        }

        call.Service<QuotaService>().Set(call.Access.OrganizationId, wanted.Scope == "organization" ? 0 : project.Id, key, category, period, wanted.Quantity);
        call.Service<QuotaMeter>().Reload();
        await QuotasAsync(call);
    }

    public static Task FiltersAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(Settings(call, project.Id).Filters, ApiJson.Default.FilterRules)
        : call.NotFoundAsync("The organisation has no such project.");

    public static async Task SetFiltersAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.FilterRules) is not { } wanted)
        {
            return;
        }

        if (FilterText.Problem(wanted) is { } problem)
        {
            await call.RefuseAsync(problem);
            return;
        }

        call.Service<SetupService>().ChangeSettings(project.Id, (Settings(call, project.Id) with { Filters = wanted }).ToJson());
        call.Service<KeyDirectory>().Forget();
        await call.JsonAsync(wanted, ApiJson.Default.FilterRules);
    }

    static ProjectSettings Settings(ApiCall call, long project) => ProjectSettings.Parse(call.Service<ProjectQueries>().Settings(project));
}
