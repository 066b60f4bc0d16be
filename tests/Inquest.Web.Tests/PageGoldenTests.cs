using Inquest.Reports;
using Inquest.Testing;
using Inquest.Web.Html;
using Inquest.Web.Slices;
using Inquest.Web.Stacks;
using Inquest.Web.Views;
using RazorSlices;

namespace Inquest.Web.Tests;

/// <summary>Every page as HTML, from view models that never change.</summary>
public sealed class PageGoldenTests
{
    static readonly DateTimeOffset Now = SampleReports.CrashTime.AddDays(2);

    static readonly IssueRow Row = new()
    {
        Id = 12, ShortId = "GAME-12", Title = "EXCEPTION_ACCESS_VIOLATION_READ: null + 24", Culprit = "Renderer::DrawMesh in renderer.dll", IsCrash = true,
        Substate = "regressed", Level = "fatal", Events = 12_431, Users = 912, Share = "31 %", ShareTitle = "31 of the 100 crashes of 6.4.0",
        FirstRelease = "6.3.2", LastRelease = "6.4.0", FirstSeen = SampleReports.CrashTime, LastSeen = Now.AddMinutes(-3), Spark = new([0, 0, 3, 9, 1]),
        SymbolProblems = 4,
    };

    [Fact]
    public Task Issue_list() => Match("issues.html", IssueList.Create(new()
    {
        Shell = Shell("Issues", Section.Issues), Issues = [Row, Row with { Id = 13, ShortId = "GAME-13", Title = SampleReports.Hostile, Culprit = SampleReports.Hostile }],
        TabCounts = [2, 0, 1, 0, 7], NextCursor = "5-13", People = People,
    }));

    [Fact]
    public async Task A_reader_who_may_not_decide_gets_no_form_that_decides()
    {
        var shell = Shell("Issues", Section.Issues) with { MayDecide = false };
        var list = await Render(IssueList.Create(new() { Shell = shell, Issues = [Row], People = People }));
        var issue = await Render(Issue.Create(IssueOf(SampleReports.Native()) with { Shell = shell }));
        var settings = await Render(Settings.Create(new() { Shell = shell, Projects = [new(1, "game", "Game", "GAME", [new(1, "Default", "https://k@h/1", true, Now)])], Members = [.. Members.Select(member => member with { MayChange = false })] }));
        foreach (var html in (string[])[list, issue, settings])
        {
            Assert.DoesNotContain("name=\"action\" value=", html, StringComparison.Ordinal);
            Assert.DoesNotContain("/dump\"", html, StringComparison.Ordinal);
            // Their own password is the one thing that readers change.
            Assert.DoesNotContain("action=\"/settings/", html.Replace("action=\"/settings/password\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("/merge\"", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task Empty_search() => Match("issues-empty.html", IssueList.Create(new() { Shell = Shell("Issues", Section.Issues), Query = "<nothing>" }));

    [Fact]
    public Task Native_issue() => Match("issue-native.html", Issue.Create(IssueOf(SampleReports.Native())));

    [Fact]
    public Task Managed_issue() => Match("issue-managed.html", Issue.Create(IssueOf(SampleReports.Managed())));

    [Fact]
    public async Task Hostile_issue_holds_no_markup_of_its_own()
    {
        var html = await Render(Issue.Create(IssueOf(SampleReports.Attack())));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\0", html, StringComparison.Ordinal);
    }

    [Fact]
    public Task Fragments_of_an_event() => MatchAll("fragments.html",
        Threads.Create(new("/issues/12/events/5", SampleReports.Native(), 0, new())), Thread.Create(new("/issues/12/events/5", SampleReports.Native(), 1, new())),
        Modules.Create(new("/issues/12/events/5", SampleReports.Native(), 0)), Memory.Create(new("/issues/12/events/5", SampleReports.Native(), 0)));

    [Fact]
    public Task First_run() => MatchAll("setup.html", [.. Enum.GetValues<SetupStep>().Select(step => (RazorSlice)Setup.Create(new()
    {
        Shell = Shell("First run", Section.None), Step = step,
        Client = new("https://key@inquest.example/1", "https://inquest.example/api/1/minidump/?sentry_key=key", "https://inquest.example/api/1/envelope/", "key"),
    }))]);

    [Fact]
    public Task Everything_else() => MatchAll("other.html",
        Login.Create(new(Shell("Log in", Section.None), "a@example.com", "E-mail or password is wrong.")),
        Home.Create(new() { Shell = Shell("Home", Section.Home), OpenCount = 3, Fresh = [Row], Loudest = [Row] }),
        Symbols.Create(new() { Shell = Shell("Symbols", Section.Symbols), ServerUrl = "https://inquest.example", Missing = [new("a.pdb", "AB1", "a.dll", "C0", "missing", 40, 3, Now)], MissingCount = 1 }),
        Outcomes.Create(new() { Shell = Shell("Outcomes", Section.Outcomes), Rows = [new("error", "accepted", "", 412, false), new("error", "rate limited", "key_quota", 9, true)] }),
        Settings.Create(new() { Shell = Shell("Settings", Section.Settings), CreatedToken = "sntrys_x", Scopes = [new("org:ci", "upload symbols", true)], MayAdminister = true, Members = Members, Roles = ["viewer", "member"] }),
        Error.Create(new(Shell("Not found", Section.None), 404, "Not found", "There is no page at this address.", "0HN7")),
        Help.Create(new(Shell("Help", Section.Help))));

    [Fact]
    public void Copy_as_text_and_markdown()
    {
        var ev = IssueOf(SampleReports.Native()).Event!;
        Golden.Match(ReportText.Plain(Row, ev), "report.txt");
        Golden.Match(ReportText.Markdown(Row, ev, "https://inquest.example/issues/12"), "report.md");
        var hostile = ReportText.Markdown(Row with { Title = SampleReports.Hostile }, IssueOf(SampleReports.Attack()).Event!, "https://inquest.example/issues/12");
        Assert.DoesNotContain("\u202E", hostile, StringComparison.Ordinal);
    }

    static IssuePage IssueOf(Report report) => new()
    {
        Shell = Shell("GAME-12", Section.Issues), Issue = Row, ProjectName = "Game", RegressedIn = "6.4.0",
        Event = new() { Row = 5, Report = report, ReceivedAt = Now, Older = 4, DumpSize = 407_552, Attachments = [new(1, "frame.log", null, "event.attachment", 9)] },
        Tags = [new("os", [new("Windows", 9, 10, 31, 100)], 2)], History = [new(Now, "Ada", "resolved", "in 6.3.2", CanUndo: true)],
        UserReports = [new(Now, "Mira", null, "It froze.")], Grouping = new("Mechanism version 0", "abc", "The first 2 calls of the app's own code decided.", ["renderer!DrawMesh"]),
        Chart = new(new(2026, 3, 4), [0, 4, 0, 9, 12], [new(new(2026, 3, 3), "6.4.0")]), People = People, AssigneeId = 1,
        Variants = [new("0:abc", "EXCEPTION_ACCESS_VIOLATION_READ", 1900), new("0:def", "", 0)], VariantEvents = 2000,
    };

    static readonly PersonOption[] People = [new(1, "Ada", true), new(2, SampleReports.Hostile, false)];

    static readonly MemberRow[] Members = [new(1, "Ada", "ada@example.com", "owner", Now, IsSelf: true, MayChange: true), new(2, "Bo", "bo@example.com", "viewer", null, IsSelf: false, MayChange: false)];

    static Shell Shell(string title, Section section) => new() { Title = title, Section = section, UserName = "Ada", MayDecide = true, FormToken = "token", Now = Now, Here = "/here" };

    static Task Match(string name, RazorSlice slice) => MatchAll(name, slice);

    static async Task MatchAll(string name, params RazorSlice[] slices)
    {
        var pages = new List<string>();
        foreach (var slice in slices)
        {
            pages.Add(await Render(slice));
        }

        var html = string.Join("\n\n", pages);
        foreach (var (asset, label) in ((WebAsset, string)[])[(WebAssets.Css, "css"), (WebAssets.Script, "js"), (WebAssets.Htmx, "htmx"), (WebAssets.Icon, "icon")])
        {
            // The address of a file changes with each edit of it; that is no change of the page.
            html = html.Replace(asset.Path, "/assets/" + label, StringComparison.Ordinal);
        }

        Golden.Match(html, name);
    }

    static async Task<string> Render(RazorSlice slice)
    {
        using (slice)
        {
            return await slice.RenderAsync(VisibleTextEncoder.Instance);
        }
    }
}
