using System.Text.Json;

namespace Inquest.EndToEnd.SymbolTools;

/// <summary>Other makers' tools bring symbols to the shipped server and fetch them from it.</summary>
public sealed class SymbolToolsTests(ShippedServer server) : IClassFixture<ShippedServer>
{
    static string Cli3 => Path.Combine(Tool.ClientsFolder, "node_modules", "@sentry", "cli-linux-x64", "bin", "sentry-cli");

    static string Cli2 => Path.Combine(Tool.ClientsFolder, "node_modules", "sentry-cli-2", "node_modules", "@sentry", "cli-linux-x64", "bin", "sentry-cli");

    string Root => $"{server.Address}sym/{server.Token}";

    Dictionary<string, string> SentryVariables => new()
    {
        ["SENTRY_AUTH_TOKEN"] = server.Token,
        ["SENTRY_URL"] = server.Address.ToString(),
        ["SENTRY_ORG"] = "acme",
        ["SENTRY_PROJECT"] = "shop",
    };

    Dictionary<string, string> OwnVariables => new()
    {
        ["INQUEST_TOKEN"] = server.Token,
        ["INQUEST_URL"] = server.Address.ToString(),
        ["INQUEST_PROJECT"] = "1",
    };

    static void NeedsServer()
    {
        if (!ShippedServer.IsBuilt)
        {
            Assert.Skip("the shipped file is not built (eng/build)");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task Sentry_cli_uploads_binaries_debug_files_and_sources_once(int version)
    {
        NeedsServer();
        await Tool.InstallNodeClientsAsync();
        using var program = await BuiltProgram.CreateAsync();
        var cli = version == 3 ? Cli3 : Cli2;
        string[] upload = ["debug-files", "upload", "--include-sources", "--wait", program.Folder];
        var first = await Tool.RunAsync(cli, upload, SentryVariables);
        Assert.True(first.ExitCode == 0, first.Output + first.Errors);
        var again = await Tool.RunAsync(cli, upload, SentryVariables);
        Assert.Contains("Nothing to upload", again.Output + again.Errors, StringComparison.Ordinal);

        using var files = await server.JsonAsync($"api/v1/projects/1/symbols?query={program.BuildId}");
        var kinds = files.RootElement.GetProperty("items").EnumerateArray().Select(file => file.GetProperty("kind").GetString()).Order().ToList();
        Assert.Equal(["elf", "elf", "sourcebundle"], kinds);

        var check = await Tool.RunAsync(cli, ["debug-files", "check", program.DebugFile], SentryVariables);
        Assert.Contains("Usable: yes", check.Output, StringComparison.Ordinal);
        var debugId = check.Output[(check.Output.IndexOf("Debug ID: ", StringComparison.Ordinal) + "Debug ID: ".Length)..].Split('\n')[0].Trim();
        var find = await Tool.RunAsync(cli, ["debug-files", "find", "-p", program.Folder, debugId], SentryVariables);
        Assert.Contains(program.Binary, find.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debuginfod_find_and_gdb_get_what_was_uploaded()
    {
        NeedsServer();
        await Tool.InstallNodeClientsAsync();
        using var program = await BuiltProgram.CreateAsync();
        var uploaded = await Tool.RunAsync(Cli3, ["debug-files", "upload", "--include-sources", "--wait", program.Folder], SentryVariables);
        Assert.True(uploaded.ExitCode == 0, uploaded.Output + uploaded.Errors);
        var variables = new Dictionary<string, string> { ["DEBUGINFOD_URLS"] = Root, ["DEBUGINFOD_CACHE_PATH"] = program.Scratch };
        foreach (var (what, file) in ((string, string)[])[("debuginfo", program.DebugFile), ("executable", program.Binary)])
        {
            var run = await Tool.RunAsync("debuginfod-find", [what, program.BuildId], variables);
            Assert.True(run.ExitCode == 0, run.Errors);
            Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(run.Output.Trim()));
        }

        var source = await Tool.RunAsync("debuginfod-find", ["source", program.BuildId, program.Source], variables);
        Assert.True(source.ExitCode == 0, source.Errors);
        Assert.Equal(await File.ReadAllTextAsync(program.Source), await File.ReadAllTextAsync(source.Output.Trim()));

        // Neither debug file nor source lie where gdb would find them by itself.
        var alone = Path.Combine(program.Scratch, "alone");
        File.Copy(program.Binary, alone);
        File.Delete(program.DebugFile);
        File.Delete(program.Source);
        Directory.Delete(Path.Combine(program.Scratch, program.BuildId), recursive: true);
        var gdb = await Tool.RunAsync(
            "gdb", ["-nx", "-batch", "-iex", "set debuginfod enabled on", "-ex", "info line add", "-ex", "list add", alone], variables);
        Assert.Contains("Line 3 of", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("return a + b", gdb.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_gets_every_layout_with_netrc_style_credentials()
    {
        NeedsServer();
        using var program = await BuiltProgram.CreateAsync();
        var upload = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", program.Folder, "--release", "1.0"], OwnVariables);
        Assert.True(upload.ExitCode == 0, upload.Output + upload.Errors);
        var id = program.BuildId;
        var target = Path.Combine(program.Scratch, "file");
        foreach (var (path, file) in ((string, string)[])[
            ($"app/elf-buildid-{id}/app", program.Binary), ($"_.debug/elf-buildid-sym-{id}/_.debug", program.DebugFile),
            ($".build-id/{id[..2]}/{id[2..]}.debug", program.DebugFile), ($"{id[..2]}/{id[2..]}/executable", program.Binary)])
        {
            var run = await Tool.RunAsync("curl", ["-sSf", "--compressed", "-u", $"x:{server.Token}", "-o", target, $"{server.Address}sym/{path}"]);
            Assert.True(run.ExitCode == 0, $"{path}: {run.Errors}");
            Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(target));
        }

        var sym = await Tool.RunAsync("curl", ["-sSf", "-u", $"x:{server.Token}", $"{server.Address}sym/{id[..2]}/{id[2..]}/breakpad"]);
        Assert.StartsWith("MODULE Linux x86_64 ", sym.Output, StringComparison.Ordinal);
        Assert.Contains(" main\n", sym.Output, StringComparison.Ordinal);
        Assert.Equal(22, (await Tool.RunAsync("curl", ["-sSf", $"{server.Address}sym/app/elf-buildid-{id}/app"])).ExitCode);
    }

    [Fact]
    public async Task Our_upload_tells_what_it_did_and_skipped()
    {
        NeedsServer();
        using var program = await BuiltProgram.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "readme.txt"), "no symbols");
        var first = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", program.Folder], OwnVariables);
        Assert.Equal((0, "2 files: 2 uploaded, 0 already there, 0 skipped"), (first.ExitCode, first.Output.Split('\n')[0]));
        var again = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", program.Folder, "--require", program.BuildId], OwnVariables);
        Assert.Equal((0, "2 files: 0 uploaded, 2 already there, 0 skipped"), (again.ExitCode, again.Output.Split('\n')[0]));
        var absent = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", program.Folder, "--require", "ABCDEF0123456789"], OwnVariables);
        Assert.Equal(3, absent.ExitCode);

        await File.WriteAllBytesAsync(Path.Combine(program.Folder, "cut.so"), (await File.ReadAllBytesAsync(program.Binary))[..40]);
        var skipped = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", program.Folder], OwnVariables);
        Assert.Equal(7, skipped.ExitCode);
        Assert.Contains("cut.so   is damaged or cut", skipped.Output, StringComparison.Ordinal);

        var empty = Directory.CreateDirectory(Path.Combine(program.Scratch, "empty")).FullName;
        Assert.Equal(3, (await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", empty], OwnVariables)).ExitCode);
        Assert.Equal(0, (await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", empty, "--allow-empty"], OwnVariables)).ExitCode);

        var zip = Path.Combine(program.Scratch, "build.zip");
        await System.IO.Compression.ZipFile.CreateFromDirectoryAsync(program.Folder, zip);
        var check = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "check", "--json", zip]);
        Assert.Equal(7, check.ExitCode);
        using var json = JsonDocument.Parse(check.Output);
        Assert.Equal(3, json.RootElement.GetProperty("files").GetArrayLength());

        var list = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "list", program.BuildId], OwnVariables);
        Assert.Equal(2, list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var gc = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "gc", "--unused-days", "1", "--dry-run"], OwnVariables);
        Assert.Contains("0 files", gc.Output, StringComparison.Ordinal);
    }
}
