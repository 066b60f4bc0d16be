using Inquest.Server.Symbols;
using Inquest.Symbols;
using Inquest.Symbols.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests.Symbols;

/// <summary>One server takes its symbols from another.</summary>
public sealed class UpstreamServerTests
{
    const string DebugId = "0403020106050807090A0B0C0D0E0F100";
    const string BuildId = "0102030405060708090a0b0c0d0e0f1011121314";
    const string Sym = "MODULE Linux x86_64 " + DebugId + " app\nINFO CODE_ID " + BuildId + " app\nFUNC 1000 10 0 main\n1000 10 7 0\nFILE 0 a.c\n";

    static readonly ModuleId App = new("app", DebugId, "app", BuildId);

    [Theory]
    [InlineData("unified")]
    [InlineData("breakpad")]
    [InlineData("folder")]
    public async Task Symbols_come_from_the_upstream_and_its_no_is_remembered_until_an_upload(string kind)
    {
        await using var upstream = await TestServer.StartAsync();
        var source = $"{kind}+{upstream.Client.BaseAddress}sym/{upstream.Token}";
        await using var test = await TestServer.StartAsync(change: options => options with { SymbolSources = [source] });
        var provider = test.Server.Services.GetRequiredService<ISymbolProvider>();
        var before = provider.Find(App);
        Assert.Equal(SymbolStatus.NotFound, before.Status);
        Assert.Contains(before.Lookups, lookup => lookup.Place.StartsWith("127.0.0.1: ", StringComparison.Ordinal));
        Assert.DoesNotContain(before.Lookups, lookup => lookup.Place.Contains(upstream.Token, StringComparison.Ordinal));

        upstream.Client.DefaultRequestHeaders.Authorization = new("Bearer", upstream.Token);
        (await upstream.PostAsync($"/api/v1/projects/{upstream.Project}/symbols", Sym)).EnsureSuccessStatusCode();
        Assert.Equal(SymbolStatus.NotFound, provider.Find(App).Status);

        test.Server.Services.GetRequiredService<SymbolArrivals>().Announce(DebugId, "");
        Assert.Equal("main", provider.Find(App).Symbols!.FindLocation(0x1004)!.Function);
    }

    [Fact]
    public async Task An_upload_here_clears_the_no_of_an_upstream()
    {
        await using var upstream = await TestServer.StartAsync();
        await using var test = await TestServer.StartAsync(change: options => options with
        {
            SymbolSources = [$"unified+{upstream.Client.BaseAddress}sym/{upstream.Token}"],
        });
        var provider = test.Server.Services.GetRequiredService<ISymbolProvider>();
        Assert.Equal(SymbolStatus.NotFound, provider.Find(App).Status);
        test.Client.DefaultRequestHeaders.Authorization = new("Bearer", test.Token);
        (await test.PostAsync($"/api/v1/projects/{test.Project}/symbols", Sym)).EnsureSuccessStatusCode();
        Assert.Equal("main", provider.Find(App).Symbols!.FindLocation(0x1004)!.Function);
    }

    [Fact]
    public async Task A_redirect_to_an_inner_machine_is_not_followed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var evil = builder.Build();
        evil.Urls.Add("http://127.0.0.1:0");
        var asked = 0;
        evil.Run(context =>
        {
            if (context.Request.Host.Host == "localhost")
            {
                asked++;
                return context.Response.WriteAsync(Sym);
            }

            context.Response.Redirect($"http://localhost:{context.Request.Host.Port}/secret");
            return Task.CompletedTask;
        });
        await evil.StartAsync();
        using var source = new UpstreamSource(UpstreamAddress.TryParse(evil.Urls.First(), out _)!);
        var answer = source.Find(App).First().Open();
        Assert.Equal(SymbolStatus.Denied, answer.Status);
        Assert.Equal(0, asked);

        // The operator may name an inner host.
        using var named = new UpstreamSource(UpstreamAddress.TryParse(evil.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal), out _)!);
        using var content = named.Find(App).First().Open().Content;
        Assert.NotNull(content);
        await evil.StopAsync();
    }

    [Fact]
    public void A_server_that_does_not_answer_is_left_alone()
    {
        using var source = new UpstreamSource(UpstreamAddress.TryParse("unified+http://127.0.0.1:1/", out _)!);
        var answers = source.Find(App).Concat(source.Find(App)).Select(candidate => candidate.Open()).ToList();
        Assert.All(answers, answer => Assert.Equal(SymbolStatus.Unreachable, answer.Status));
        Assert.Null(answers[0].Detail);
        Assert.NotNull(answers[^1].Detail);
    }
}
