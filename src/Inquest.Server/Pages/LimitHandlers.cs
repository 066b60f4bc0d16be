using System.Globalization;
using Inquest.Server.Filters;
using Inquest.Server.Ingest;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;
using Inquest.Storage.Quotas;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Quotas and filters of a project.</summary>
static class LimitHandlers
{
    public static void Map(PageRoutes routes)
    {
        routes.Get("/outcomes/limits", visitor => Show(visitor, null, null));
        routes.Post("/outcomes/limits/quotas", SetQuota, needs: Role.Admin);
        routes.Post("/outcomes/limits/filters", SetFilters, needs: Role.Admin);
    }

    static IResult Show(Visitor visitor, string? problem, string? done, FilterRules? wanted = null)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var rules = wanted ?? ProjectSettings.Parse(visitor.Services.Projects.Settings(project.Id)).Filters;
        return visitor.Page(Limits.Create(new()
        {
            Shell = visitor.Shell("Limits and filters", Section.Outcomes),
            ProjectName = project.Name,
            Quotas = [.. visitor.Services.Quotas.Uses(visitor.User!.OrganizationId)
                .Where(use => use.Quota.ProjectId == 0 || use.Quota.ProjectId == project.Id)
                .Select(use => Row(use, project, visitor.Now))],
            Scopes = [("project", "this project"), ("organization", "all projects together"), .. project.Keys.Select(key => ("key:" + key.Id, "the key " + key.Label))],
            Releases = string.Join('\n', rules.Releases),
            Errors = string.Join('\n', rules.Errors),
            Addresses = string.Join('\n', rules.Addresses),
            UserAgents = string.Join('\n', rules.UserAgents),
            MayAdminister = visitor.User.Role >= Role.Admin,
            Problem = problem,
            Done = done,
        }));
    }

    static IResult SetQuota(Visitor visitor, IFormCollection form)
    {
        if (visitor.Project is not { } project || project.OrganizationId != visitor.User!.OrganizationId)
        {
            return visitor.NotFound("There is no such project.");
        }

        var (category, removes) = (form["category"].ToString(), form["action"].ToString() == "remove");
        if (!QuotaService.Categories.Contains(category) || !Enum.TryParse<QuotaPeriod>(form["period"], ignoreCase: true, out var period)
            || Scope(form["scope"].ToString(), project) is not { } scope)
        {
            return Show(visitor, "The quota is for something that is not there.", null);
        }

        if (!long.TryParse(form["quantity"], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) && !removes)
        {
            return Show(visitor, "\"At most\" must be a whole number.", null);
        }

        visitor.Services.Quotas.Set(visitor.User.OrganizationId, scope.Project, scope.Key, category, period, removes ? null : quantity);
        visitor.Services.Meter.Reload();
        return Show(visitor, null, removes ? "The quota is gone." : "The quota holds from now on.");
    }

    static IResult SetFilters(Visitor visitor, IFormCollection form)
    {
        if (visitor.Project is not { } project || project.OrganizationId != visitor.User!.OrganizationId)
        {
            return visitor.NotFound("There is no such project.");
        }

        if (FilterText.Parse(form["releases"].ToString(), form["errors"].ToString(), form["addresses"].ToString(), form["agents"].ToString(), out var problem) is not { } rules)
        {
            return Show(visitor, problem + " Nothing was changed.", null);
        }

        var settings = ProjectSettings.Parse(visitor.Services.Projects.Settings(project.Id)) with { Filters = rules };
        visitor.Services.Setup.ChangeSettings(project.Id, settings.ToJson());
        visitor.Services.Keys.Forget();
        return Show(visitor, null, "The filters hold from now on.");
    }

    // The organisation's quotas are for project 0; a key's must be of this project.
    static (long Project, long Key)? Scope(string text, ProjectEntry project) => text switch
    {
        "project" => (project.Id, 0),
        "organization" => (0, 0),
        _ => text.StartsWith("key:", StringComparison.Ordinal) && long.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            && project.Keys.Any(known => known.Id == key) ? (project.Id, key) : null,
    };

    static QuotaRow Row(QuotaUse use, ProjectEntry project, DateTimeOffset now) => new(
        use.Quota switch
        {
            { KeyId: not 0 and var key } => "the key " + (project.Keys.FirstOrDefault(known => known.Id == key)?.Label ?? "that is gone"),
            { ProjectId: 0 } => "all projects together",
            _ => "this project",
        },
        use.Quota.Category,
        use.Quota.Category switch
        {
            "error" => "events",
            "attachment" => "bytes of files",
            _ => "sessions",
        },
        QuotaService.NameOf(use.Quota.Period), use.Used, use.Quota.Quantity, use.Forecast(now), use.EndsAt,
        use.Quota.KeyId != 0 ? "key:" + use.Quota.KeyId : use.Quota.ProjectId != 0 ? "project" : "organization");
}
