using Microsoft.Playwright;

namespace Inquest.EndToEnd.Browser;

/// <summary>How fast pages appear on a slow machine and line. A measurement, no test: it runs when <c>INQUEST_MEASURE</c> is set.</summary>
/// <remarks>Four times less processor, 1.6 Mbit/s, 100 ms; the median of seven loads without cache. Figures go into bench/README.md.</remarks>
[Collection("browser")]
public sealed class PageSpeed(BrowserFixture fixture)
{
    const int Loads = 7;

    const string Observe =
        """
        window.lcp = 0; window.blocked = 0;
        new PerformanceObserver(list => { for (const e of list.getEntries()) window.lcp = e.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver(list => { for (const e of list.getEntries()) window.blocked += Math.max(0, e.duration - 50); }).observe({ type: 'longtask', buffered: true });
        """;

    [Fact]
    public async Task Of_the_main_pages()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("INQUEST_MEASURE")), "INQUEST_MEASURE is not set");
        Assert.SkipWhen(fixture.Missing is not null, fixture.Missing ?? "");
        var lines = new List<string>();
        foreach (var path in (string[])["/", "/issues", "/issues/1", "/issues/2", "/issues/4", "/symbols", "/outcomes", "/settings"])
        {
            var (paints, blocked) = (new List<double>(), new List<double>());
            for (var i = 0; i < Loads; i++)
            {
                var page = await fixture.OpenAsync("/help");
                await page.Context.AddInitScriptAsync(Observe);
                var tools = await page.Context.NewCDPSessionAsync(page);
                await tools.SendAsync("Network.enable");
                await tools.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
                await tools.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 100, ["downloadThroughput"] = 200_000, ["uploadThroughput"] = 200_000 });
                await tools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });
                await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
                await page.WaitForTimeoutAsync(600);
                paints.Add(await page.EvaluateAsync<double>("window.lcp"));
                blocked.Add(await page.EvaluateAsync<double>("window.blocked"));
                await page.Context.CloseAsync();
            }

            paints.Sort();
            blocked.Sort();
            lines.Add($"{path,-12} LCP {paints[Loads / 2],6:0} ms   blocked {blocked[Loads / 2],5:0} ms   best {paints[0]:0} / {blocked[0]:0}");
        }

        foreach (var line in lines)
        {
            TestContext.Current.TestOutputHelper!.WriteLine(line);
        }

        await File.WriteAllLinesAsync(Path.Combine(Path.GetTempPath(), "inquest-page-speed.txt"), lines);
    }
}
