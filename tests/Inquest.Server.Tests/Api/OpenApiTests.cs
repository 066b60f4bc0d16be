using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests.Api;

public sealed class OpenApiTests
{
    static readonly string[] Described = ["/api/v1/", "/api/crash/", "/api/openapi.json", "/health/", "/metrics"];

    [Fact]
    public async Task The_document_has_every_route_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        var mapped = server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } path && Described.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        Assert.Equal(mapped.Distinct().Order(StringComparer.Ordinal), Operations(Document()).Select(operation => operation.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_is_served_as_it_is_committed()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(await File.ReadAllBytesAsync(FilePath), await server.Client.GetByteArrayAsync("/api/openapi.json"));
    }

    [Fact]
    public void Every_reference_leads_to_a_schema_and_every_schema_is_used()
    {
        var text = File.ReadAllText(FilePath);
        using var document = JsonDocument.Parse(text);
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToHashSet();
        var used = new HashSet<string>(StringComparer.Ordinal);
        Collect(document.RootElement, used);
        Assert.Equal(schemas.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_names_the_parts_of_its_address_and_its_answer_on_refusal()
    {
        foreach (var (name, path, operation) in Operations(Document()).Where(operation => operation.Path.StartsWith("/api/v1/", StringComparison.Ordinal)))
        {
            Assert.True(operation.GetProperty("responses").TryGetProperty("default", out var refused), name);
            Assert.True(refused.GetProperty("content").TryGetProperty("application/problem+json", out _), name);
            var parts = path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
            var named = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString())
                : [];
            Assert.Equal(parts.Order(), named.Order());
        }
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_document()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (token, expected) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.Unauthorized), (server.Token, HttpStatusCode.NotFound)])
        {
            foreach (var (name, path, _) in Operations(Document()).Where(operation => operation.Path.StartsWith("/api/v1/", StringComparison.Ordinal) && operation.Path.Contains('{', StringComparison.Ordinal)))
            {
                using var request = new HttpRequestMessage(new(name.Split(' ')[0]), Fill(path));
                request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                request.Content = request.Method == HttpMethod.Get ? null : new StringContent("{}", new MediaTypeHeaderValue("application/json"));
                using var answer = await server.Client.SendAsync(request);
                Assert.True(answer.StatusCode == expected || (token is not null && (int)answer.StatusCode is >= 400 and < 500), $"{name}: {answer.StatusCode}");
                await AssertProblemAsync(answer, name);
            }
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, 404)]
    [InlineData("DELETE", "/api/v1/projects", null, 404)]
    [InlineData("GET", "/api/v1/projects/1/issues?cursor=nonsense", null, 422)]
    [InlineData("GET", "/api/v1/projects?cursor=-1", null, 422)]
    [InlineData("GET", "/api/v1/projects/1/issues?tab=everything", null, 422)]
    [InlineData("GET", "/api/v1/projects/1/issues?sort=colour", null, 422)]
    [InlineData("POST", "/api/v1/projects", "[", 400)]
    [InlineData("POST", "/api/v1/projects", "null", 400)]
    [InlineData("POST", "/api/v1/projects", "{}", 422)]
    [InlineData("POST", "/api/v1/tokens", """{"name":"x","scopes":["everything"]}""", 422)]
    public async Task What_cannot_be_done_says_why(string method, string path, string? body, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Authorization = new("Bearer", server.Token);
        request.Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        await AssertProblemAsync(answer, path);
    }

    static async Task AssertProblemAsync(HttpResponseMessage answer, string name)
    {
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{name}: {answer.StatusCode} is {answer.Content.Headers.ContentType}");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((int)answer.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.RootElement.GetProperty("detail").GetString());
    }

    static string FilePath => Path.Combine(ProjectTree.Root, "docs", "api", "openapi.json");

    static JsonElement Document() => JsonDocument.Parse(File.ReadAllText(FilePath)).RootElement;

    static IEnumerable<(string Name, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", path.Name, operation.Value);

    static string Fill(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "99999" : part));

    static void Collect(JsonElement element, HashSet<string> references)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in element.EnumerateArray())
            {
                Collect(entry, references);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.NameEquals("$ref"))
                {
                    references.Add(property.Value.GetString()!.Split('/')[^1]);
                }

                Collect(property.Value, references);
            }
        }
    }
}
