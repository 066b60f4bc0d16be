using System.Net;
using Inquest.Storage.Accounts;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Log in, log out, and what a person prefers.</summary>
static class AccountHandlers
{
    public static void Map(PageRoutes routes)
    {
        routes.Get("/login", Show, isOpen: true);
        routes.Post("/login", LogIn, isOpen: true);
        routes.Post("/logout", LogOut, isOpen: true);
        routes.Post("/preferences", Prefer, isOpen: true);
        routes.Get("/help", ShowHelp, isOpen: true);
    }

    public static void SignIn(Visitor visitor, string session) =>
        visitor.Context.Response.Cookies.Append(Cookies.Session, session, Cookies.Options(visitor.Context, SessionService.Lifetime));

    static IResult Show(Visitor visitor)
    {
        if (!visitor.Services.Setup.IsSetUp)
        {
            return Visitor.SeeOther("/setup");
        }

        var next = Visitor.SafePath(visitor.Query("next"));
        return visitor.User is null ? visitor.Page(Login.Create(new(visitor.Shell("Log in", Section.None), Next: next))) : Visitor.SeeOther(next);
    }

    static IResult LogIn(Visitor visitor, IFormCollection form)
    {
        var email = form["email"].ToString();
        var next = Visitor.SafePath(form["next"]);
        var address = visitor.Context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!visitor.Services.Throttle.Allows(address))
        {
            return Refuse($"Too many attempts. Wait {PageLimits.LoginWindow.TotalMinutes:0} minutes.", StatusCodes.Status429TooManyRequests);
        }

        if (visitor.Services.Sessions.SignIn(email, form["password"].ToString(), visitor.Context.Request.Headers.UserAgent) is not { } session)
        {
            visitor.Services.Throttle.Failed(address);
            return Refuse("E-mail or password is wrong.", StatusCodes.Status422UnprocessableEntity);
        }

        visitor.Services.Throttle.Succeeded(address);
        SignIn(visitor, session);
        return Visitor.SeeOther(next);

        IResult Refuse(string problem, int status) =>
            new Web.Html.Page(Login.Create(new(visitor.Shell("Log in", Section.None), email, problem, next)), status);
    }

    static IResult LogOut(Visitor visitor, IFormCollection form)
    {
        visitor.Services.Sessions.SignOut(visitor.Context.Request.Cookies[Cookies.Session]);
        visitor.Context.Response.Cookies.Delete(Cookies.Session, Cookies.Options(visitor.Context, TimeSpan.Zero));
        return Visitor.SeeOther("/login");
    }

    static IResult Prefer(Visitor visitor, IFormCollection form)
    {
        if (form["theme"].ToString() is "light" or "dark" or "system")
        {
            visitor.Remember(Cookies.Theme, form["theme"].ToString());
        }

        if (form["shortcuts"].ToString() is "on" or "off")
        {
            visitor.Remember(Cookies.Shortcuts, form["shortcuts"].ToString());
        }

        return Visitor.SeeOther(Visitor.SafePath(form["return"]));
    }

    static IResult ShowHelp(Visitor visitor) =>
        visitor.WantsFragment ? visitor.Page(HelpText.Create()) : visitor.Page(Help.Create(new(visitor.Shell("Help", Section.Help))));
}
