using System.Text.Json;
using Inquest.Testing;

namespace Inquest.EndToEnd;

/// <summary>Our own client for .NET against the file that we ship: a process dies without a network, and its issue is right after the next start.</summary>
public sealed class DotnetCrashTests(ShippedServer server) : IClassFixture<ShippedServer>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-dotnet-").FullName;

    static string Program { get; } = typeof(DotnetCrashTests).Assembly.Location.Replace("Inquest.EndToEnd", "dotnet-crash-me", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_crashes_without_a_network_are_one_issue_with_lines_from_the_uploaded_PDB()
    {
        Assert.SkipUnless(ShippedServer.IsBuilt, "dist/inquest is not built: run eng/build");
        var uploaded = await Tool.RunAsync(ShippedServer.Binary, ["symbols", "upload", Path.ChangeExtension(Program, ".pdb"), "--project", "1", "--url", server.Address.ToString()],
            new Dictionary<string, string> { ["INQUEST_TOKEN"] = server.Token });
        Assert.True(uploaded.ExitCode == 0, uploaded.Errors + uploaded.Output);

        foreach (var _ in new[] { 1, 2 })
        {
            var died = await DieAsync("async", server.Dsn, networkIsDown: true);
            Assert.NotEqual(0, died.ExitCode);
        }

        var next = await DieAsync("exit", server.Dsn, networkIsDown: false);
        Assert.True(next.ExitCode == 0, next.Errors);

        var issue = await server.IssueAsync("'Ulysses' is lent out");
        for (var attempt = 0; attempt < 100 && issue.GetProperty("events").GetInt64() < 2; attempt++)
        {
            await Task.Delay(100);
            issue = await server.IssueAsync("'Ulysses' is lent out");
        }

        Assert.Equal(2, issue.GetProperty("events").GetInt64());
        Assert.True(issue.GetProperty("isCrash").GetBoolean());
        Assert.StartsWith("System.InvalidOperationException", issue.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("Find", issue.GetProperty("culprit").GetString(), StringComparison.Ordinal);
        Assert.Equal("dotnet-crash-me@1.0.0", issue.GetProperty("lastRelease").GetString());

        var id = Path.GetFileName(Directory.GetFiles(_folder, "*.id").Order(StringComparer.Ordinal).First()).Split('.')[0];
        var frames = (await server.EventAsync(id)).GetProperty("report").GetProperty("exceptions")[0].GetProperty("frames").EnumerateArray().ToList();
        Assert.Equal(["Find", "FindAsync", "LendAsync", "Main"], frames.Take(4).Select(frame => frame.GetProperty("function").GetString()));
        Assert.Equal(LineOf("Find"), frames[0].GetProperty("line").GetInt32());
        Assert.Equal(LineOf("LendAsync"), frames[2].GetProperty("line").GetInt32());
        Assert.EndsWith("Shelf.cs", frames[0].GetProperty("file").GetString(), StringComparison.Ordinal);
    }

    // A proxy that is not there takes the network away from a client that has the right DSN.
    async Task<Tool.Result> DieAsync(string way, string dsn, bool networkIsDown)
    {
        var environment = new Dictionary<string, string> { ["DOTNET_DbgEnableMiniDump"] = "0" };
        if (networkIsDown)
        {
            environment["HTTP_PROXY"] = "http://127.0.0.1:9";
        }

        var result = await Tool.RunAsync("dotnet", [Program, way, "--dsn", dsn, "--database", Path.Combine(_folder, "spool"), "--no-lines", "--crash-timeout", "30"], environment);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "spool", "pending"), "*.event.json"))
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            await File.WriteAllTextAsync(Path.Combine(_folder, json.RootElement.GetProperty("event_id").GetString() + ".id"), "");
        }

        return result;
    }

    static int LineOf(string mark) =>
        File.ReadLines(Path.Combine(ProjectTree.Root, "samples", "dotnet-crash-me", "Shelf.cs"))
            .Select((line, index) => (Line: line, Number: index + 1))
            .Single(line => line.Line.EndsWith("// line: " + mark, StringComparison.Ordinal)).Number;
}
