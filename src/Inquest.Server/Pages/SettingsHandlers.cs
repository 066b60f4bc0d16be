using System.Net;
using Inquest.Storage.Accounts;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Projects, keys and tokens.</summary>
static class SettingsHandlers
{
    static readonly ScopeOption[] Scopes =
    [
        new(TokenScope.OrganizationCi, "upload symbols and make releases, as a build does", IsDefault: true),
        new(TokenScope.EventRead, "read issues and events", IsDefault: false),
        new(TokenScope.EventWrite, "resolve and ignore issues", IsDefault: false),
        new(TokenScope.ProjectRead, "read projects and their keys", IsDefault: false),
        new(TokenScope.ProjectWrite, "make projects and keys", IsDefault: false),
        new(TokenScope.OrganizationAdmin, "everything, tokens included", IsDefault: false),
    ];

    public static void Map(PageRoutes routes)
    {
        routes.Get("/settings", visitor => Show(visitor, new()));
        routes.Post("/settings/projects", CreateProject, needs: Role.Admin);
        routes.Post("/settings/keys", CreateKey, needs: Role.Admin);
        routes.Post("/settings/keys/{id}", EnableKey, needs: Role.Admin);
        routes.Post("/settings/password", ChangePassword, needs: Role.Viewer);
        routes.Post("/settings/tokens", CreateToken, needs: Role.Admin);
        routes.Post("/settings/tokens/{id}/revoke", RevokeToken, needs: Role.Admin);
    }

    public static IResult Show(Visitor visitor, SettingsNews news)
    {
        var mayAdminister = visitor.User!.Role >= Role.Admin;
        var organization = visitor.Services.Projects.OrganizationOf(visitor.User!.Id);
        return visitor.Page(Web.Slices.Settings.Create(new()
        {
            Shell = visitor.Shell("Settings", Section.Settings),
            Projects = [.. visitor.Projects.Where(project => project.OrganizationId == organization?.Id).Select(project => new ProjectRow(
                project.Id,
                project.Slug,
                project.Name,
                project.ShortPrefix,
                [.. project.Keys.Select(key => new KeyRow(
                    key.Id, key.Label, Clients.Dsn(visitor.Origin, project.Id, key.PublicKey), key.Enabled, IssueViews.Time(key.CreatedAt)))]))],
            Tokens = organization is not { } mine || !mayAdminister ? [] : [.. visitor.Services.Projects.Tokens(mine.Id).Select(token => new TokenRow(
                token.Id, token.Name, token.Hint, token.Scopes, IssueViews.Time(token.CreatedAt),
                token.LastUsedAt is { } used ? IssueViews.Time(used) : null,
                token.RevokedAt is { } revoked ? IssueViews.Time(revoked) : null))],
            Scopes = Scopes,
            CreatedToken = news.Token,
            CreatedPassword = news.Password,
            CreatedPasswordOf = news.PasswordOf,
            Problem = news.Problem,
            Done = news.Done,
            Members = [.. visitor.Services.Members.Members(visitor.User.OrganizationId).Select(member => new MemberRow(
                member.UserId, member.Name, member.Email, member.Role.Name(), member.LastSeenAt is { } seen ? IssueViews.Time(seen) : null,
                member.UserId == visitor.User.Id, MayChange: mayAdminister && member.Role <= visitor.User.Role))],
            Roles = [.. Enum.GetValues<Role>().Where(role => role <= visitor.User.Role).Select(role => role.Name())],
            MayAdminister = mayAdminister,
        }));
    }

    static IResult CreateProject(Visitor visitor, IFormCollection form)
    {
        if (visitor.Services.Projects.OrganizationOf(visitor.User!.Id) is not { } organization)
        {
            return Problems.Forbidden(visitor);
        }

        var error = visitor.Services.Setup.CreateProject(organization.Id, Name(form), platform: null, out _);
        return error == SetupError.None ? Visitor.SeeOther("/settings") : Show(visitor, new() { Problem = SetupHandlers.Words(error) });
    }

    static IResult CreateKey(Visitor visitor, IFormCollection form)
    {
        if (!long.TryParse(form["project"], out var project) || !Owns(visitor, project))
        {
            return visitor.NotFound("There is no such project.");
        }

        visitor.Services.Setup.CreateKey(project, "Made by " + visitor.User!.Name);
        return Visitor.SeeOther("/settings");
    }

    static IResult EnableKey(Visitor visitor, IFormCollection form)
    {
        var owner = visitor.Projects.FirstOrDefault(project => project.Keys.Any(key => key.Id == visitor.Route("id")));
        if (owner is null || !Owns(visitor, owner.Id))
        {
            return visitor.NotFound("There is no such key.");
        }

        visitor.Services.Setup.EnableKey(owner.Id, visitor.Route("id")!.Value, form["enabled"].ToString() == "true");
        return Visitor.SeeOther("/settings");
    }

    // Answered with the page itself and not with a redirect: the token must not lie in a cookie or an address.
    static IResult CreateToken(Visitor visitor, IFormCollection form)
    {
        if (visitor.Services.Projects.OrganizationOf(visitor.User!.Id) is not { } organization)
        {
            return Problems.Forbidden(visitor);
        }

        var name = Name(form);
        var scopes = form["scope"].OfType<string>().Where(TokenScope.All.Contains).ToList();
        if (name.Length == 0 || scopes.Count == 0)
        {
            return Show(visitor, new() { Problem = name.Length == 0 ? "The token needs a name." : "The token needs at least one permission." });
        }

        visitor.Context.Response.Headers.CacheControl = "no-store";
        return Show(
            visitor, new() { Token = visitor.Services.Tokens.Create(organization.Id, organization.Slug, name, visitor.Origin, scopes, visitor.User.Id) });
    }

    static IResult RevokeToken(Visitor visitor, IFormCollection form)
    {
        if (visitor.Services.Projects.OrganizationOf(visitor.User!.Id) is { } organization && visitor.Route("id") is { } id)
        {
            visitor.Services.Tokens.Revoke(organization.Id, id);
        }

        return Visitor.SeeOther("/settings#tokens");
    }

    static IResult ChangePassword(Visitor visitor, IFormCollection form)
    {
        var address = visitor.Context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!visitor.Services.Throttle.Allows(address))
        {
            return Show(visitor, new() { Problem = $"Too many attempts. Wait {PageLimits.LoginWindow.TotalMinutes:0} minutes." });
        }

        var change = visitor.Services.Sessions.ChangePassword(
            visitor.User!.Email, form["current"].ToString(), form["password"].ToString(), visitor.Context.Request.Cookies[Cookies.Session]);
        switch (change)
        {
            case PasswordChange.Done:
                visitor.Services.Throttle.Succeeded(address);
                return Show(visitor, new() { Done = "Your password is changed. Your other sign-ins have ended." });
            case PasswordChange.TooShort:
                return Show(visitor, new() { Problem = $"The new password needs at least {Password.LengthMin} characters. The old one stays." });
            default:
                visitor.Services.Throttle.Failed(address);
                return Show(visitor, new() { Problem = "The password until now is another one. It stays." });
        }
    }

    static bool Owns(Visitor visitor, long projectId) =>
        visitor.Projects.Any(project => project.Id == projectId
            && project.OrganizationId == visitor.Services.Projects.OrganizationOf(visitor.User!.Id)?.Id);

    static string Name(IFormCollection form)
    {
        var name = form["name"].ToString().Trim();
        return name.Length > PageLimits.NameLengthMax ? name[..PageLimits.NameLengthMax] : name;
    }
}
