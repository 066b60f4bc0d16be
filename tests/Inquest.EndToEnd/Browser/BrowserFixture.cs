using System.Diagnostics;
using Inquest.Testing;
using Microsoft.Playwright;

namespace Inquest.EndToEnd.Browser;

/// <summary>One Chromium and one seeded server for all tests of pages; <see cref="Missing"/> says why there is none.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    IPlaywright? _playwright;

    /// <summary>What to install, or null when everything is there.</summary>
    public string? Missing { get; private set; }

    internal IBrowser Browser { get; private set; } = null!;

    internal PageServer Server { get; private set; } = null!;

    /// <summary>Source of axe-core, or null when npm could not fetch it.</summary>
    public string? Axe { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Programs.FirstOrDefault(File.Exists) is not { } program)
        {
            Missing = "no browser: apt-get install chromium";
            return;
        }

        Axe = await LoadAxeAsync();
        Server = await PageServer.StartAsync();
        try
        {
            _playwright = await Playwright.CreateAsync();
            Browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = program,
                Headless = true,
                Args =
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                ],
            });
        }
        catch (PlaywrightException e)
        {
            Missing = "the browser did not start: " + e.Message;
        }
    }

    /// <summary>A signed-in window.</summary>
    internal async Task<IPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, bool script = true, int width = 1280, int height = 900)
    {
        var context = await Browser.NewContextAsync(new()
        {
            BaseURL = Server.Url, ColorScheme = scheme, JavaScriptEnabled = script, ViewportSize = new() { Width = width, Height = height },
        });
        // Signing in through the form would hash a password for every test.
        var session = new Inquest.Storage.Accounts.SessionService(Server.Database, TimeProvider.System).Begin(1, null);
        await context.AddCookiesAsync([new() { Name = "inquest_session", Value = session, Url = Server.Url }]);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is not null)
        {
            if (Browser is not null)
            {
                await Browser.CloseAsync();
            }

            _playwright.Dispose();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    static async Task<string?> LoadAxeAsync()
    {
        var folder = Path.Combine(ProjectTree.Root, "tests", "Inquest.EndToEnd", "Browser");
        var file = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(file))
        {
            try
            {
                using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
                {
                    WorkingDirectory = folder,
                });
                await npm!.WaitForExitAsync();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }

        return File.Exists(file) ? await File.ReadAllTextAsync(file) : null;
    }
}
