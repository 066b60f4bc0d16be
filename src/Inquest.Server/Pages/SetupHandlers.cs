using Inquest.Storage.Accounts;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>First run: account, project, client, first crash.</summary>
static class SetupHandlers
{
    public static void Map(PageRoutes routes)
    {
        routes.Get("/setup", Show, isOpen: true);
        routes.Post("/setup/account", CreateAccount, isOpen: true);
        routes.Post("/setup/project", CreateProject, needs: Role.Admin);
        routes.Get("/setup/waiting", Wait);
    }

    static IResult Show(Visitor visitor)
    {
        if (!visitor.Services.Setup.IsSetUp)
        {
            return Account(visitor, "", "", null);
        }

        if (visitor.User is null)
        {
            return Visitor.SeeOther("/login?next=/setup");
        }

        return visitor.Projects.Count == 0
            ? Project(visitor, "", "native", null)
            : visitor.Page(Setup.Create(Step(visitor, SetupStep.Client)));
    }

    static IResult CreateAccount(Visitor visitor, IFormCollection form)
    {
        var (name, email, password) = (form["name"].ToString(), form["email"].ToString(), form["password"].ToString());
        // One organisation until somebody wants a second: it is called after its first member's server.
        var error = visitor.Services.Setup.CreateOwner("Main", name, email, password, out var userId);
        if (error != SetupError.None)
        {
            return error == SetupError.AlreadySetUp ? Visitor.SeeOther("/login") : Account(visitor, name, email, Words(error));
        }

        AccountHandlers.SignIn(visitor, visitor.Services.Sessions.Begin(userId, visitor.Context.Request.Headers.UserAgent));
        return Visitor.SeeOther("/setup");
    }

    static IResult CreateProject(Visitor visitor, IFormCollection form)
    {
        var (name, platform) = (form["project"].ToString(), form["platform"].ToString());
        if (visitor.Services.Projects.OrganizationOf(visitor.User!.Id) is not { } organization)
        {
            return Problems.Forbidden(visitor);
        }

        var error = visitor.Services.Setup.CreateProject(organization.Id, name, platform is "native" or "csharp" or "node" ? platform : "other", out _);
        return error == SetupError.None ? Visitor.SeeOther("/setup") : Project(visitor, name, platform, Words(error));
    }

    static IResult Wait(Visitor visitor)
    {
        if (visitor.Project is null)
        {
            return Visitor.SeeOther("/setup");
        }

        var step = Step(visitor, SetupStep.Waiting);
        return visitor.WantsFragment ? visitor.Page(SetupWaiting.Create(step)) : visitor.Page(Setup.Create(step));
    }

    static SetupPage Step(Visitor visitor, SetupStep step)
    {
        var project = visitor.Project!;
        var key = project.Keys.FirstOrDefault(k => k.Enabled);
        return new()
        {
            Shell = visitor.Shell(step == SetupStep.Client ? "Connect a client" : "Waiting for the first crash", Section.None),
            Step = step,
            Platform = project.Platform is { } platform and not "other" ? platform : "curl",
            Client = key is null ? null : Clients.Of(visitor.Origin, project, key),
            FirstIssueId = visitor.Services.Issues.First(project.Id),
            FirstEventFailed = visitor.Services.Events.CountFailed(project.Id) > 0,
        };
    }

    static IResult Account(Visitor visitor, string name, string email, string? problem) => visitor.Page(Setup.Create(new()
    {
        Shell = visitor.Shell("First run", Section.None),
        Step = SetupStep.Account,
        Name = name,
        Email = email,
        PasswordLengthMin = Password.LengthMin,
        Problem = problem,
    }));

    static IResult Project(Visitor visitor, string name, string platform, string? problem) => visitor.Page(Setup.Create(new()
    {
        Shell = visitor.Shell("Your first project", Section.None),
        Step = SetupStep.Project,
        ProjectName = name,
        Platform = platform,
        Problem = problem,
    }));

    internal static string Words(SetupError error) => error switch
    {
        SetupError.InvalidEmail => "This is no e-mail address.",
        SetupError.PasswordTooShort => $"The password needs at least {Password.LengthMin} characters.",
        SetupError.MissingProject => "The project needs a name.",
        SetupError.NameTaken => "There is a project of this name already.",
        SetupError.MissingOrganization => "The organisation needs a name.",
        _ => "This server is set up already.",
    };
}
