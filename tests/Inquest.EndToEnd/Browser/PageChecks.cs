using Inquest.Web;
using Microsoft.Playwright;

namespace Inquest.EndToEnd.Browser;

/// <summary>What holds for every page: no accessibility violation, no error in the console, nothing lost at 320 pixels, small.</summary>
[Collection("browser")]
public sealed class PageChecks(BrowserFixture fixture)
{
    const string RunAxe =
        """
        async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
          .violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.failureSummary || '').split('\n').slice(1, 2)).join(' | '))
        """;

    public static TheoryData<string> Paths => [.. Screens.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Has_no_accessibility_violation_in_light_and_dark(string path)
    {
        SkipWithoutBrowser();
        Assert.SkipWhen(fixture.Axe is null, "axe-core could not be fetched: apt-get install npm");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await fixture.OpenAsync(path, scheme);
            // What is folded counts too.
            // … except in the huge report, whose 900 modules take the checker minutes and differ from others' in number alone.
            var folded = path == "/issues/4" ? "main details:not(.thread, .lazy)" : "main details:not(.thread)";
            await page.EvaluateAsync($"document.querySelectorAll('{folded}').forEach(d => {{ d.open = true; }})");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.EvaluateAsync(fixture.Axe!);
            Assert.Equal("", string.Join('\n', await page.EvaluateAsync<string[]>(RunAxe)));
            await page.Context.CloseAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Fits_320_pixels_without_scrolling_sideways(string path)
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync(path, width: 320, height: 640);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, path + " is wider than the window");
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Stays_within_its_budget_and_loads_nothing_foreign(string path)
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/help");
        var problems = new List<string>();
        page.Console += (_, message) =>
        {
            // A missing page is a 404 by intent.
            if (message.Type == "error" && path != "/no/such/page")
            {
                problems.Add(message.Text);
            }
        };
        page.PageError += (_, error) => problems.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(fixture.Server.Url, StringComparison.Ordinal))
            {
                problems.Add("foreign: " + request.Url);
            }
        };
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        Assert.Empty(problems);
        Assert.InRange(await page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 1, 3000);
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Is_small_on_the_wire(string path)
    {
        SkipWithoutBrowser();
        var session = new Inquest.Storage.Accounts.SessionService(fixture.Server.Database, TimeProvider.System).Begin(1, null);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(fixture.Server.Url) };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Cookie", "inquest_session=" + session);
        var size = (await client.GetByteArrayAsync("/assets/" + Path.GetFileName(WebAssets.Css.Path))).Length
            + (await client.GetByteArrayAsync(WebAssets.Script.Path)).Length + (await client.GetByteArrayAsync(WebAssets.Htmx.Path)).Length;
        using var answer = await client.GetAsync(path);
        var page = await answer.Content.ReadAsByteArrayAsync();
        size += page.Length;
        using var text = new StreamReader(new System.IO.Compression.BrotliStream(new MemoryStream(page), System.IO.Compression.CompressionMode.Decompress));
        var hasChart = answer.Content.Headers.ContentEncoding.Contains("br")
            && (await text.ReadToEndAsync()).Contains(WebAssets.Chart.Path, StringComparison.Ordinal);
        size += hasChart ? WebAssets.Chart.Brotli.Length + WebAssets.ChartCss.Brotli.Length : 0;
        Assert.InRange(size, 1, path.StartsWith("/issues/4", StringComparison.Ordinal) ? 100 << 10 : hasChart ? 70 << 10 : 40 << 10);
    }

    [Fact]
    public void Own_files_stay_within_their_budgets()
    {
        Assert.InRange(WebAssets.Css.Brotli.Length, 1, 12 << 10);
        Assert.InRange(WebAssets.Script.Brotli.Length, 1, 10 << 10);
        Assert.InRange(WebAssets.Script.Brotli.Length + WebAssets.Htmx.Brotli.Length + WebAssets.Chart.Brotli.Length, 1, 45 << 10);
    }

    [Fact]
    public async Task Runs_nothing_that_a_report_brought()
    {
        SkipWithoutBrowser();
        var page = await fixture.OpenAsync("/issues");
        var dialogs = 0;
        page.Dialog += async (_, dialog) =>
        {
            dialogs++;
            await dialog.DismissAsync();
        };
        foreach (var path in (string[])["/issues/3", "/issues/3/events/151", "/issues/3/events/151/threads", "/issues/3/events/151/modules", "/issues/3/events/151/md"])
        {
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            Assert.Equal(0, await page.Locator("img, script:not([src]), iframe").CountAsync());
            Assert.DoesNotContain('\u202E', await page.ContentAsync());
        }

        Assert.Equal(0, dialogs);
        await page.Context.CloseAsync();
    }

    void SkipWithoutBrowser() => Assert.SkipWhen(fixture.Missing is not null, fixture.Missing ?? "");
}
