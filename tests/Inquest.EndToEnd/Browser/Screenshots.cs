using Microsoft.Playwright;

namespace Inquest.EndToEnd.Browser;

/// <summary>Pictures of every page for people to look at; made only when <c>INQUEST_SCREENSHOTS</c> names a folder.</summary>
[Collection("browser")]
public sealed class Screenshots(BrowserFixture fixture)
{
    [Fact]
    public async Task Of_every_page_light_dark_and_narrow()
    {
        var folder = Environment.GetEnvironmentVariable("INQUEST_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "INQUEST_SCREENSHOTS is not set");
        Assert.SkipWhen(fixture.Missing is not null, fixture.Missing ?? "");
        foreach (var path in Screens.Paths)
        {
            foreach (var (name, scheme, width) in ((string, ColorScheme, int)[])[("light", ColorScheme.Light, 1280), ("dark", ColorScheme.Dark, 1280), ("narrow", ColorScheme.Light, 320)])
            {
                var page = await fixture.OpenAsync(path, scheme, width: width);
                var file = string.Concat(path.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"{file}-{name}.png"), FullPage = name == "narrow" });
                await page.Context.CloseAsync();
            }
        }
    }
}
