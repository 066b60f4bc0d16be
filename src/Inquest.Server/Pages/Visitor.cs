using System.Globalization;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;
using Inquest.Web.Html;
using Inquest.Web.Stacks;
using Inquest.Web.Text;
using Inquest.Web.Views;
using RazorSlices;

namespace Inquest.Server.Pages;

/// <summary>One request of a person: who they are, which project they look at, how they want pages drawn.</summary>
sealed class Visitor(HttpContext context, PageServices services)
{
    IReadOnlyList<ProjectEntry>? _projects;

    public HttpContext Context { get; } = context;

    public PageServices Services { get; } = services;

    public SignedInUser? User { get; } = services.Sessions.Find(context.Request.Cookies[Cookies.Session]);

    public DateTimeOffset Now { get; } = services.Time.GetUtcNow();

    /// <summary>True when htmx asks for a part of a page.</summary>
    public bool WantsFragment => Context.Request.Headers.ContainsKey("HX-Request");

    public IReadOnlyList<ProjectEntry> Projects => _projects ??=
        [.. Services.Projects.Projects().Where(project => project.OrganizationId == User?.OrganizationId)];

    /// <summary>True when the project is one of the visitor's organisation.</summary>
    public bool Owns(long projectId) => Projects.Any(project => project.Id == projectId);

    /// <summary>The project asked for, else the one looked at last, else the first.</summary>
    public ProjectEntry? Project
    {
        get
        {
            var asked = Query("project") ?? Context.Request.Cookies[Cookies.Project];
            return Projects.FirstOrDefault(project => project.Slug == asked) ?? (Projects.Count > 0 ? Projects[0] : null);
        }
    }

    /// <summary>Address of this server as the browser knows it.</summary>
    public string Origin => Context.RequestServices.GetService<PublicAddress>()?.Of(Context.Request)
        ?? $"{Context.Request.Scheme}://{Context.Request.Host}";

    public string? Query(string name) => Context.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A number of the route; null when it is none.</summary>
    public long? Route(string name) =>
        long.TryParse(Context.Request.RouteValues[name] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>How stacks are drawn: what the address says, else what was said last.</summary>
    public StackOptions StackOptions()
    {
        var remembered = Context.Request.Cookies[Cookies.View] ?? "";
        var options = new StackOptions(
            OldestFirst: Query("order") is { } order ? order == "oldest" : remembered.Contains("oldest", StringComparison.Ordinal),
            HideSystem: Query("system") is { } system ? system == "hide" : remembered.Contains("hide", StringComparison.Ordinal),
            All: Query("frames") == "all");
        if (Query("order") is not null || Query("system") is not null)
        {
            Remember(Cookies.View, (options.OldestFirst ? "oldest " : "newest ") + (options.HideSystem ? "hide" : "show"));
        }

        return options;
    }

    public void Remember(string cookie, string value) =>
        Context.Response.Cookies.Append(cookie, value, Cookies.Options(Context, TimeSpan.FromDays(365)));

    /// <summary>What every page has around it.</summary>
    public Shell Shell(string title, Section section)
    {
        if (Query("project") is not null && Project is { } chosen)
        {
            Remember(Cookies.Project, chosen.Slug);
        }

        return new()
        {
            Title = VisibleTextEncoder.Visible(Cut.To(title, 120)),
            Section = section,
            UserName = User?.Name,
            MayDecide = User?.Role >= Role.Member,
            FormToken = FormGuard.Issue(Context),
            Theme = Context.Request.Cookies[Cookies.Theme] is "light" or "dark" ? Context.Request.Cookies[Cookies.Theme] : null,
            Shortcuts = Context.Request.Cookies[Cookies.Shortcuts] != "off",
            Here = Context.Request.Path + Context.Request.QueryString,
            Projects = User is null ? [] : [.. Projects.Select(project => new ProjectLink(project.Slug, project.Name, project == Project))],
            ProjectSlug = User is null ? null : Project?.Slug,
            Search = Query("q") ?? "",
            Notice = Notices.Take(Context),
            Now = Now,
        };
    }

    public IResult Page(RazorSlice slice) => new Page(slice);

    /// <summary>A part for htmx, or the same part on a page of its own.</summary>
    public IResult Part(RazorSlice part, string heading, string backPath, Section section) => WantsFragment
        ? new Page(part)
        : new Page(Web.Slices.Fragment.Create(new(Shell(heading, section), heading, backPath, part)));

    public IResult NotFound(string what) => Problems.Page(this, StatusCodes.Status404NotFound, "Not found", what, null);

    /// <summary>Where a form leads back to: only ever to this server.</summary>
    public static string SafePath(string? path) =>
        path is { Length: > 0 and < 2000 } && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.AsSpan().ContainsAny('\\', '\r', '\n') && !path.Any(char.IsControl)
            ? path
            : "/";

    /// <summary>See Other: the browser asks for the page with GET, and going back does not send the form again.</summary>
    public static IResult SeeOther(string path) => new SeeOtherResult(path);
}
