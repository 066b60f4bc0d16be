using Microsoft.Playwright;

namespace Inquest.EndToEnd.Browser;

/// <summary>What people do, with and without script, and with the keyboard alone.</summary>
[Collection("browser")]
public sealed class Flows(BrowserFixture fixture)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task First_run_leads_from_an_empty_server_to_a_green_light(bool script)
    {
        SkipWithoutBrowser();
        await using var server = await PageServer.StartAsync(seeded: false);
        await using var context = await fixture.Browser.NewContextAsync(new() { BaseURL = server.Url, JavaScriptEnabled = script });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        Assert.EndsWith("/setup", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Name").FillAsync("Ada");
        await page.GetByLabel("E-mail").FillAsync(PageServer.Email);
        await page.GetByLabel("Password").FillAsync(PageServer.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.GetByLabel("Name of the project").FillAsync("Game");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create project" }).ClickAsync();
        Assert.Matches("^http://[0-9a-f]{32}@127.0.0.1:[0-9]+/1$", await page.Locator("#dsn").TextContentAsync() ?? "");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have sent one" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nothing yet.")).ToBeVisibleAsync();
        server.UseProject(1);
        server.Store(Inquest.Web.Tests.SampleReports.Native());
        if (!script)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
        }

        await Assertions.Expect(page.GetByText("The first crash is here.")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Open its issue" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("EXCEPTION_ACCESS_VIOLATION");
    }

    [Fact]
    public async Task Triage_works_without_script()
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/issues?q=Error7Exception", script: false);
        await page.Locator("input[name=id]").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 issue resolved.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 issue put back.");
        await page.Locator(".issue .title").First.ClickAsync();
        await Assertions.Expect(page.Locator(".stack tbody tr").First).ToBeVisibleAsync();
        await page.GotoAsync("/issues/1");
        await page.Locator("summary", new() { HasText = "Other threads" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show threads" }).ClickAsync();
        await Assertions.Expect(page.GetByText("37 threads in NtWaitForSingleObject")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Triage_works_with_the_keyboard_alone()
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/issues?q=Error9Exception");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("i");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 issue ignored.");
        await page.GotoAsync("/issues?tab=ignored");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 issue reopened.");
        await page.GotoAsync("/issues");
        await page.Keyboard.PressAsync("/");
        Assert.Equal("q", await page.EvaluateAsync<string>("document.activeElement.name"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#help-dialog")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#help-dialog")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("s");
        // Asked again and again: waiting for the navigation's own event misses it when it comes before the wait.
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Symbols" }).First).ToBeVisibleAsync();
        Assert.EndsWith("/symbols", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Issues_are_merged_split_and_put_back(bool script)
    {
        SkipWithoutBrowser();
        var (first, second) = script ? ("Error11Exception", "Error12Exception") : ("Error13Exception", "Error14Exception");
        var page = await fixture.OpenAsync("/issues?q=" + second, script: script);
        await page.Locator(".issue .title").First.ClickAsync();
        var other = page.Url;
        await page.GotoAsync("/issues?q=" + first);
        await page.Locator(".issue .title").First.ClickAsync();
        var shortId = (await page.Locator(".crumbs span").Last.TextContentAsync())!.Trim();

        await page.GotoAsync(other);
        await page.Locator("summary", new() { HasText = "More" }).ClickAsync();
        await page.GetByLabel("Merge into").FillAsync(shortId);
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Merged.");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(first);
        var target = page.Url;
        await page.GotoAsync(other);
        Assert.Equal(target, page.Url);

        await page.Locator("input[name=fingerprint]").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Split off the ticked ones" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Split off.");
        Assert.NotEqual(target, page.Url);
        await page.GetByRole(AriaRole.Status).First.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        Assert.Equal(target, page.Url);
        await page.Locator(".history").GetByRole(AriaRole.Button, new() { Name = "Undo merged" }).ClickAsync();
        await page.GotoAsync(other);
        Assert.Equal(other, page.Url);
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(second);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Issues_are_given_to_somebody_and_ignored_for_a_while(bool script)
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync(script ? "/issues?q=Error21Exception" : "/issues?q=Error22Exception", script: script);
        await page.Locator("input[name=id]").First.CheckAsync();
        await page.Locator("summary", new() { HasText = "More" }).ClickAsync();
        await page.GetByLabel("Assign to").SelectOptionAsync(new SelectOptionValue { Label = "admin (me)" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 issue assigned.");
        await page.Locator(".issue .title").First.ClickAsync();
        await Assertions.Expect(page.Locator(".figures")).ToContainTextAsync("admin");
        await page.Locator("summary", new() { HasText = "More" }).ClickAsync();
        await page.Locator("select[name=until]").SelectOptionAsync("100");
        await page.Locator("button[value=ignore-until]").ClickAsync();
        await Assertions.Expect(page.Locator(".subject .meta")).ToContainTextAsync("until 101 events");
        await Assertions.Expect(page.Locator(".history")).ToContainTextAsync("until 100 more events");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_chart_is_drawn_in_both_themes_from_the_table_beside_it()
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/issues/1");
        await Assertions.Expect(page.Locator(".chart canvas")).ToBeVisibleAsync();
        Assert.Equal("img", await page.Locator(".chart .plot").GetAttributeAsync("role"));
        await page.Locator(".chart .u-over").HoverAsync(new() { Position = new() { X = 3, Y = 40 } });
        await Assertions.Expect(page.Locator(".chart output")).ToContainTextAsync("events");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(page.Locator(".chart canvas")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
        page = await fixture.OpenAsync("/issues/1", script: false);
        await Assertions.Expect(page.Locator(".chart svg")).ToBeVisibleAsync();
        await page.GetByText("As a table").ClickAsync();
        await Assertions.Expect(page.Locator(".chart tbody tr").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Folded_parts_load_when_they_are_opened()
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/issues/1");
        await page.Locator("summary", new() { HasText = "Other threads" }).ClickAsync();
        await page.GetByText("37 threads in NtWaitForSingleObject").ClickAsync();
        await Assertions.Expect(page.Locator(".thread .stack").First).ToContainTextAsync("JobQueue::Wait");
        await page.Locator("summary", new() { HasText = "Modules" }).ClickAsync();
        await Assertions.Expect(page.Locator("#modules table")).ToContainTextAsync("nvwgf2umx.dll");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused()
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/issues");
        var answer = await page.APIRequest.PostAsync("/issues/1/state", new() { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/x-www-form-urlencoded" }, DataString = "action=resolve&_token=abc" });
        Assert.Equal(403, answer.Status);
        await page.Context.CloseAsync();
    }

    void SkipWithoutBrowser() => Assert.SkipWhen(fixture.Missing is not null, fixture.Missing ?? "");
}
