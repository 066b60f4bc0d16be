using Inquest.Testing;

namespace Inquest.EndToEnd;

/// <summary>Clients of other makers, as they are published, against the file that we ship: each gives the right issue.</summary>
public sealed class RealClientTests(ShippedServer server) : IClassFixture<ShippedServer>
{
    const string HandlerPath = "/usr/lib/chromium/chrome_crashpad_handler";

    static void NeedsTheShippedFile() => Assert.SkipUnless(ShippedServer.IsBuilt, "dist/inquest is not built: run eng/build");

    [Fact]
    public async Task Sentry_for_Node_reports_a_handled_error()
    {
        NeedsTheShippedFile();
        await Tool.InstallNodeClientsAsync();
        var run = await Tool.RunAsync("node", [Path.Combine(Tool.ClientsFolder, "handled.cjs"), server.Dsn]);
        Assert.True(run.ExitCode == 0, run.Errors);

        var stored = await server.EventAsync(run.Output.Trim());
        var report = stored.GetProperty("report");
        Assert.Equal("shop@1.4.2", report.GetProperty("release").GetString());
        Assert.Equal("staging", report.GetProperty("environment").GetString());
        Assert.Equal("eu-west", report.GetProperty("tags").GetProperty("region").GetString());
        Assert.Equal("applyVoucher", report.GetProperty("exceptions")[0].GetProperty("frames")[0].GetProperty("function").GetString());
        var issue = await server.IssueAsync("basket has no total");
        Assert.StartsWith("TypeError", issue.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.False(issue.GetProperty("isCrash").GetBoolean());
    }

    [Fact]
    public async Task Sentry_for_Node_reports_an_error_that_nobody_caught()
    {
        NeedsTheShippedFile();
        await Tool.InstallNodeClientsAsync();
        var run = await Tool.RunAsync("node", [Path.Combine(Tool.ClientsFolder, "unhandled.cjs"), server.Dsn]);
        Assert.Equal(1, run.ExitCode);
        var issue = await server.IssueAsync("level forest-7 does not exist");
        Assert.True(issue.GetProperty("isCrash").GetBoolean());
        Assert.Contains("loadLevel", issue.GetProperty("culprit").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentry_for_NET_reports_handled_and_unhandled_as_one_bug()
    {
        NeedsTheShippedFile();
        var client = typeof(RealClientTests).Assembly.Location.Replace("Inquest.EndToEnd", "Inquest.EndToEnd.DotnetClient", StringComparison.Ordinal);
        var handled = await Tool.RunAsync("dotnet", [client, server.Dsn, "handled"]);
        Assert.True(handled.ExitCode == 0, handled.Errors);
        var issue = await server.IssueAsync("'Moby Dick' is lent out");
        Assert.StartsWith("System.InvalidOperationException", issue.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal("csharp", issue.GetProperty("platform").GetString());

        var unhandled = await Tool.RunAsync("dotnet", [client, server.Dsn, "unhandled"], new Dictionary<string, string> { ["DOTNET_DbgEnableMiniDump"] = "0" });
        Assert.NotEqual(0, unhandled.ExitCode);
        for (var attempt = 0; attempt < 100 && !issue.GetProperty("isCrash").GetBoolean(); attempt++)
        {
            await Task.Delay(100);
            issue = await server.IssueAsync("'Moby Dick' is lent out");
        }

        Assert.Equal(2, issue.GetProperty("events").GetInt64());
        Assert.True(issue.GetProperty("isCrash").GetBoolean());
    }

    [Fact]
    public async Task Sentry_cli_sends_an_event_and_none_of_its_secrets_are_kept()
    {
        NeedsTheShippedFile();
        await Tool.InstallNodeClientsAsync();
        var cli = Path.Combine(Tool.ClientsFolder, "node_modules", ".bin", "sentry-cli");
        var run = await Tool.RunAsync(cli, ["send-event", "-m", "disk of host seven is full", "-r", "watch@7"], new Dictionary<string, string>
        {
            ["SENTRY_DSN"] = server.Dsn,
            ["SENTRY_AUTH_TOKEN"] = server.Token,
            ["MY_PASSWORD"] = "hunter2hunter2",
        });
        Assert.True(run.ExitCode == 0, run.Errors);
        var issue = await server.IssueAsync("disk of host seven is full");
        var id = run.Output.Split("Event id: ")[1].Trim();
        var stored = await server.EventAsync(id);
        var text = stored.GetRawText();
        Assert.Equal("watch@7", issue.GetProperty("lastRelease").GetString());
        Assert.DoesNotContain("hunter2hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentry_cli_sends_an_envelope_from_a_file()
    {
        NeedsTheShippedFile();
        await Tool.InstallNodeClientsAsync();
        var file = Path.Combine(server.Folder, "saved.envelope");
        const string Event = """{"message":"saved while offline","platform":"other","level":"warning"}""";
        await File.WriteAllTextAsync(file,
            "{\"event_id\":\"22d00b3f1b1b4b5d8d2049d138cd8a9c\"}\n{\"type\":\"event\",\"length\":" + Event.Length + "}\n" + Event + "\n");
        var run = await Tool.RunAsync(Path.Combine(Tool.ClientsFolder, "node_modules", ".bin", "sentry-cli"), ["send-envelope", file],
            new Dictionary<string, string> { ["SENTRY_DSN"] = server.Dsn });
        Assert.True(run.ExitCode == 0, run.Errors);
        await server.IssueAsync("saved while offline");
    }

    [Fact]
    public async Task Sentry_cli_knows_its_way_from_the_token_alone()
    {
        NeedsTheShippedFile();
        await Tool.InstallNodeClientsAsync();
        var cli = Path.Combine(Tool.ClientsFolder, "node_modules", ".bin", "sentry-cli");
        var environment = new Dictionary<string, string> { ["SENTRY_AUTH_TOKEN"] = server.Token };
        var run = await Tool.RunAsync(cli, ["projects", "list", "--org", "acme"], environment);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("shop", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crashpads_handler_uploads_the_dump_of_a_program_that_faulted()
    {
        NeedsTheShippedFile();
        Assert.SkipUnless(File.Exists(HandlerPath), "chromium's chrome_crashpad_handler is not installed");
        var program = Path.Combine(server.Folder, "crashpad_client");
        var compiled = await Tool.RunAsync("gcc", ["-g", "-O1", "-o", program, Path.Combine(Tool.ClientsFolder, "crashpad_client.c")]);
        Assert.True(compiled.ExitCode == 0, compiled.Errors);
        var database = Directory.CreateDirectory(Path.Combine(server.Folder, "crashpad")).FullName;
        // Uploads are off in a new database; settings.dat: magic, version, options (1 = uploads), padding, last attempt, client id.
        await File.WriteAllBytesAsync(Path.Combine(database, "settings.dat"),
            [.. "sdPC"u8, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Guid.NewGuid().ToByteArray()]);

        var run = await Tool.RunAsync(program, [HandlerPath, database, $"{server.Address}api/1/minidump/?sentry_key={server.Key}"]);
        Assert.Equal(139, run.ExitCode);
        var issue = await server.IssueAsync("SIGSEGV / SEGV_MAPERR");
        Assert.True(issue.GetProperty("isCrash").GetBoolean());
        Assert.Equal("2.3.1", issue.GetProperty("lastRelease").GetString());
        Assert.Contains("null + 24", issue.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breakpad_form_from_curl_is_symbolicated_when_its_symbols_arrive_later()
    {
        NeedsTheShippedFile();
        var program = (await Tool.RunAsync(Path.Combine(ProjectTree.Root, "samples", "crash-me", "build"), [Path.Combine(server.Folder, "crash-me")])).Output.Trim();
        var dump = Path.Combine(server.Folder, "late.dmp");
        var crashed = await Tool.RunAsync(ShippedServer.Binary, ["dev", "crash-me", "div-zero", "--program", program, "--output", dump]);
        Assert.True(crashed.ExitCode == 0, crashed.Errors);
        var sent = await Tool.RunAsync("curl", ["-fsS", "-F", "prod=crash-me", "-F", "ver=9.9", "-F", "upload_file_minidump=@" + dump,
            $"{server.Address}api/1/minidump/?sentry_key={server.Key}"]);
        Assert.True(sent.ExitCode == 0, sent.Errors);
        var before = await server.EventAsync(sent.Output);
        Assert.DoesNotContain("main.cpp", before.GetRawText(), StringComparison.Ordinal);

        var symbols = Path.Combine(server.Folder, "symbols");
        await Tool.RunAsync(ShippedServer.Binary, ["symbols", "dump", program, "--store", symbols]);
        var uploaded = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", symbols, "--project", "1", "--url", server.Address.ToString()],
            new Dictionary<string, string> { ["INQUEST_TOKEN"] = server.Token });
        Assert.True(uploaded.ExitCode == 0, uploaded.Errors + uploaded.Output);

        var text = "";
        for (var attempt = 0; attempt < 200 && !text.Contains("main.cpp", StringComparison.Ordinal); attempt++)
        {
            await Task.Delay(100);
            text = (await server.EventAsync(sent.Output)).GetRawText();
        }

        Assert.Contains("main.cpp", text, StringComparison.Ordinal);
        var (summed, stored) = await CountsAsync();
        Assert.Equal(stored, summed);
    }

    // Events moved between issues: what issues count and what is stored must still be the same number.
    async Task<(long Summed, long Stored)> CountsAsync()
    {
        using var issues = await server.JsonAsync("api/v1/projects/1/issues?limit=100");
        var summed = issues.RootElement.GetProperty("items").EnumerateArray().Sum(issue => issue.GetProperty("events").GetInt64());
        using var outcomes = await server.JsonAsync("api/v1/projects/1/outcomes");
        var accepted = outcomes.RootElement.GetProperty("items").EnumerateArray()
            .Where(outcome => outcome.GetProperty("category").GetString() == "error" && outcome.GetProperty("outcome").GetString() == "accepted")
            .Sum(outcome => outcome.GetProperty("quantity").GetInt64());
        return (summed, accepted);
    }
}
