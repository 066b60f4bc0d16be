using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Inquest.Client;
using Inquest.Client.Consent;
using Inquest.Client.Delivery;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;
using static Inquest.Server.Tests.Uploads.UploadCaller;

namespace Inquest.Server.Tests.Uploads;

public sealed class ConsentTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("inquest-consent-").FullName;
    readonly HttpClient _http = DeliveryHttp.Create(new HttpOptions { NoProxy = true });

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_leaves_without_a_yes_and_a_no_deletes_what_waits()
    {
        await using var test = await TestServer.StartAsync();
        var (spool, consent) = Machine("a");
        Spool(spool);
        Assert.Equal((0, 1, "consent"), await SendAsync(test, spool, consent, null));
        Assert.Equal((0, 1, "consent"), await SendAsync(test, spool, consent, ConsentAnswer.None));
        Assert.Equal(ConsentState.Unknown, consent.State);
        Assert.Equal(0, test.Number("SELECT sum(quantity) FROM outcome"));
        Assert.Equal((1, 0, null), await SendAsync(test, spool, consent, ConsentAnswer.Once));
        Assert.Equal(ConsentState.Unknown, consent.State);

        Spool(spool);
        Assert.Equal((0, 0, "consent"), await SendAsync(test, spool, consent, ConsentAnswer.Never));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(spool.Root, "pending")));
        Assert.Equal("revoked", test.Text("SELECT state FROM consent_change"));
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task A_choice_follows_the_account_and_the_later_one_holds()
    {
        await using var test = await TestServer.StartAsync();
        var (first, said) = Machine("a");
        var (second, hears) = Machine("b");
        Spool(second);
        said.Set(ConsentState.Given, 3);
        await SendAsync(test, first, said, null);
        Assert.Equal((1, 0, null), await SendAsync(test, second, hears, null));
        Assert.Equal((ConsentState.Given, 3), (hears.State, hears.TextVersion));

        hears.Set(ConsentState.Revoked, 3);
        Spool(first);
        await SendAsync(test, second, hears, null);
        Assert.Equal((0, 0, "consent"), await SendAsync(test, first, said, null));
        Assert.Equal(ConsentState.Revoked, said.State);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(first.Root, "pending")));
    }

    [Fact]
    public async Task The_server_holds_back_reports_of_a_person_who_said_no()
    {
        await using var test = await TestServer.StartAsync();
        var json = $$"""{"user_hash":"{{UserHash("u1")}}","state":"revoked","textVersion":1}""";
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(test, "/api/crash/consent", json)).Status);
        Assert.Equal("consent", (await AskAsync(test, TestServer.NewId(), 10, $"\"user_hash\":\"{UserHash("u1")}\"")).GetProperty("reason").GetString());
        var id = TestServer.NewId();
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(id, $$$"""{"event_id":"{{{id}}}","message":"x","user":{"id":"u1"}}"""));
        await test.DrainedAsync();
        await test.EventuallyAsync(() => test.Outcomes("error", 1, "consent") == 2);
        Assert.Equal(0, test.Number("SELECT count(*) FROM event"));
        await test.RestartAsync();
        Assert.Equal("consent", (await AskAsync(test, TestServer.NewId(), 10, $"\"user_hash\":\"{UserHash("u1")}\"")).GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(test, "/api/crash/consent", """{"user_hash":"x","state":"given"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(test, "/api/crash/consent", $$"""{"user_hash":"{{UserHash("u1")}}","state":"maybe"}""")).Status);
    }

    [Fact]
    public async Task A_person_is_exported_and_erased_and_a_search_finds_nothing()
    {
        await using var test = await TestServer.StartAsync();
        var labels = $"\"user_hash\":\"{UserHash("u1")}\",\"signature_hint\":\"level\",\"release\":\"game@1.0\"";
        var dump = Dump(padding: 5_000);
        for (var i = 0; i < 5; i++)
        {
            await UploadCaller.SendAsync(test, TestServer.NewId(), dump, labels);
        }

        var (own, others) = (TestServer.NewId(), TestServer.NewId());
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(own, $$$"""{"event_id":"{{{own}}}","message":"x","user":{"id":"u1"},"tags":{"hero":"u1s own"},"release":"game@1.0"}"""));
        await test.PostAsync(test.EnvelopePath, TestServer.Envelope(others, $$$"""{"event_id":"{{{others}}}","message":"x","user":{"id":"u2"},"release":"game@1.0"}"""));
        await test.DrainedAsync();
        await test.EventuallyAsync(() => test.Number("SELECT sum(event_count) FROM issue") == 7);

        var address = $"/api/v1/projects/1/users/{UserHash("u1")}";
        using var zip = new ZipArchive(new MemoryStream(await (await ApiAsync(test, HttpMethod.Get, address + "/export")).Content.ReadAsByteArrayAsync()));
        Assert.Equal((6, 3), (zip.Entries.Count(entry => entry.Name.EndsWith(".json", StringComparison.Ordinal)) - 1, zip.Entries.Count(entry => entry.Name.EndsWith(".dmp", StringComparison.Ordinal))));

        using var answer = JsonDocument.Parse(await (await ApiAsync(test, HttpMethod.Delete, address)).Content.ReadAsStringAsync());
        Assert.Equal((6, 1, 0), (answer.RootElement.GetProperty("events").GetInt64(), answer.RootElement.GetProperty("files").GetInt64(), answer.RootElement.GetProperty("left").GetInt64()));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(test.Folder, "blobs"), "*", SearchOption.AllDirectories));
        // Counts stay exact, without the person.
        Assert.Equal((7, 1), (test.Number("SELECT sum(event_count) FROM issue"), test.Number("SELECT sum(user_count) FROM issue")));
        Assert.Equal(0, test.Number("SELECT sum(count) FROM issue_tag WHERE key = 'hero'") + test.Number("SELECT sum(count) FROM project_tag WHERE key = 'hero'"));
        Assert.Equal(1, test.Number("SELECT count(*) FROM event_body WHERE report_zstd IS NOT NULL"));
        Assert.Equal(1, test.Number("SELECT count(*) FROM erasure WHERE events = 6"));
        using var visitor = new Pages.PageVisitor(test);
        Assert.Contains("Consent", await visitor.TextAsync("/consent"), StringComparison.Ordinal);
        Assert.True((await visitor.GetAsync("/issues/1")).IsSuccessStatusCode);
        foreach (var row in (int[])[1, 2, 3, 4, 5, 6, 7])
        {
            Assert.True((await visitor.GetAsync($"/events/{row}")).StatusCode < HttpStatusCode.InternalServerError);
        }
    }

    [Fact]
    public void A_terminal_answers_in_words_and_a_damaged_file_is_no_yes()
    {
        var question = new ConsentQuestion("Game", 2, new Uri("https://game.example/privacy"), ConsentQuestion.DefaultCollected);
        var output = new StringWriter();
        Assert.Equal(ConsentAnswer.Always, ConsentPrompt.AskInTerminal(question, new StringReader("what?\nA\n"), output));
        Assert.Contains("https://game.example/privacy", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 reports", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ConsentAnswer.None, ConsentPrompt.AskInTerminal(question, new StringReader(""), output));
        Assert.Equal(ConsentAnswer.Never, ConsentPrompt.AskInTerminal(question, new StringReader("never\n"), output));
        var (spool, consent) = Machine("c");
        foreach (var text in (string[])["", "given", "given x 1", "yes 1 1", "GIVEN 99999999999999999999 1", "\0\0\0"])
        {
            File.WriteAllText(Path.Combine(spool.Root, "consent.txt"), text);
            Assert.Equal(ConsentState.Unknown, consent.State);
        }
    }

    (SpoolFolder Spool, ConsentFile Consent) Machine(string name)
    {
        var spool = new SpoolFolder(Path.Combine(_folder, name));
        return (spool, new ConsentFile(spool));
    }

    async Task<(int Sent, int Waiting, string? Failure)> SendAsync(TestServer test, SpoolFolder spool, ConsentFile consent, ConsentAnswer? answer)
    {
        Assert.True(Dsn.TryParse($"http://{test.Key}@127.0.0.1:{new Uri(test.Server.Urls.First()).Port}/{test.Project}", out var dsn));
        var result = await new ReportUploader(spool, dsn!, _http, ClientLimits.Default, delivery: new DeliveryOptions
        {
            Consent = consent,
            UserId = "u1",
            AskConsent = answer is { } said ? (_, _) => Task.FromResult(said) : null,
        }).SendAllAsync(cancellation: TestContext.Current.CancellationToken);
        return (result.Sent, result.Waiting, result.LastFailure);
    }

    static void Spool(SpoolFolder spool)
    {
        var id = TestServer.NewId();
        spool.Add(id, Encoding.UTF8.GetBytes($$"""{"event_id":"{{id}}","message":"x"}"""));
    }

    static async Task<HttpResponseMessage> ApiAsync(TestServer test, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", test.Token);
        return await test.Client.SendAsync(request);
    }
}
