using System.Net;
using Inquest.Server.Pages;
using Inquest.Storage.Accounts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Server.Tests.Pages;

public sealed class RoleTests
{
    /// <summary>What each form and each page that is not for everybody needs. A new one is added here on purpose, or fails.</summary>
    static readonly Dictionary<string, Role> Needs = new(StringComparer.Ordinal)
    {
        ["POST /issues/bulk"] = Role.Member,
        ["POST /issues/{id}/state"] = Role.Member,
        ["POST /issues/{id}/merge"] = Role.Member,
        ["POST /issues/{id}/split"] = Role.Member,
        ["GET /issues/{id}/events/{row}/dump"] = Role.Member,
        ["GET /issues/{id}/events/{row}/attachments/{attachment}"] = Role.Member,
        ["GET /events/{row}/dump"] = Role.Member,
        ["POST /releases/{release}/gate"] = Role.Member,
        ["POST /slo"] = Role.Admin,
        ["GET /consent/export"] = Role.Admin,
        ["POST /consent/erase"] = Role.Admin,
        ["POST /setup/project"] = Role.Admin,
        ["POST /outcomes/limits/quotas"] = Role.Admin,
        ["POST /outcomes/limits/filters"] = Role.Admin,
        ["POST /settings/password"] = Role.Viewer,
        ["POST /settings/projects"] = Role.Admin,
        ["POST /settings/keys"] = Role.Admin,
        ["POST /settings/keys/{id}"] = Role.Admin,
        ["POST /settings/tokens"] = Role.Admin,
        ["POST /settings/tokens/{id}/revoke"] = Role.Admin,
        ["POST /grouping"] = Role.Admin,
        ["POST /grouping/undo"] = Role.Admin,
        ["POST /grouping/drift/join"] = Role.Member,
        ["POST /settings/members"] = Role.Admin,
        ["POST /settings/members/{id}"] = Role.Admin,
    };
    [Fact]
    public async Task Every_form_says_what_role_it_needs()
    {
        await using var server = await TestServer.StartAsync();
        var routes = Routes(server).Where(route => !route.Access.IsOpen && (route.Access.Needs > Role.Viewer || route.Name.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal(
            Needs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"),
            routes.OrderBy(route => route.Name, StringComparer.Ordinal).Select(route => $"{route.Name} {route.Access.Needs}"));
    }

    [Fact]
    public async Task Whoever_has_a_lesser_role_is_refused_on_every_route()
    {
        await using var server = await TestServer.StartAsync();
        await SendAsync(server);
        foreach (var role in (Role[])[Role.Viewer, Role.Member])
        {
            using var visitor = new PageVisitor(server, role);
            foreach (var (name, _) in Needs.Where(pair => pair.Value > role))
            {
                var parts = name.Split(' ');
                var path = parts[1].Replace("{id}", "1", StringComparison.Ordinal).Replace("{row}", "1", StringComparison.Ordinal).Replace("{attachment}", "1", StringComparison.Ordinal);
                using var answer = parts[0] == "GET" ? await visitor.GetAsync(path) : await visitor.PostAsync(
                    path, ("action", "resolve"), ("id", "1"), ("name", "New"), ("project", "New"), ("scope", "org:admin"), ("role", "owner"), ("email", "x@acme.example"));
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{role}: {name} answered {answer.StatusCode}");
            }
        }

        Assert.Equal("open", server.Text("SELECT state FROM issue WHERE id = 1"));
        Assert.Equal((1, 1, 1, 3), (
            server.Number("SELECT count(*) FROM project"), server.Number("SELECT count(*) FROM project_key"),
            server.Number("SELECT count(*) FROM api_token"), server.Number("SELECT count(*) FROM member")));
    }

    [Fact]
    public async Task A_viewer_reads_every_page()
    {
        await using var server = await TestServer.StartAsync();
        await SendAsync(server);
        using var visitor = new PageVisitor(server, Role.Viewer);
        foreach (var path in (string[])["/", "/issues", "/issues/1", "/issues/1/events/1", "/issues/1/events/1/text", "/releases", "/slo", "/compare", "/health-check", "/symbols", "/grouping", "/grouping/drift", "/outcomes", "/outcomes/limits", "/pipeline", "/consent", "/settings", "/help"])
        {
            using var answer = await visitor.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, $"{path} answered {answer.StatusCode}");
        }

        Assert.DoesNotContain("sntrys_", await visitor.TextAsync("/settings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_sent_to_the_login_from_every_page()
    {
        await using var server = await TestServer.StartAsync();
        using var nobody = new PageVisitor(server, role: null);
        foreach (var (name, access) in Routes(server).Where(route => !route.Access.IsOpen))
        {
            var path = name.Split(' ')[1].Replace("{id}", "1", StringComparison.Ordinal).Replace("{row}", "1", StringComparison.Ordinal);
            using var answer = name.StartsWith("GET", StringComparison.Ordinal) ? await nobody.GetAsync(path) : await nobody.PostAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.SeeOther && answer.Headers.Location!.OriginalString.StartsWith("/login", StringComparison.Ordinal), $"{name} answered {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_member_decides_and_an_admin_administers()
    {
        await using var server = await TestServer.StartAsync();
        await SendAsync(server);
        using var member = new PageVisitor(server, Role.Member);
        using var admin = new PageVisitor(server, Role.Admin);
        Assert.Equal(HttpStatusCode.SeeOther, (await member.PostAsync("/issues/1/state", ("action", "resolve"), ("return", "/issues/1"))).StatusCode);
        Assert.Equal("resolved", server.Text("SELECT state FROM issue WHERE id = 1"));
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync("/settings/projects", ("name", "Second"))).StatusCode);
        Assert.Equal(2, server.Number("SELECT count(*) FROM project"));

        // An admin makes no owners, and takes no owner out.
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.PostAsync($"/settings/members/{member.UserId}", ("role", "owner"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.PostAsync("/settings/members/1", ("action", "remove"))).StatusCode);
        using var added = await admin.PostAsync("/settings/members", ("name", "Bo"), ("email", "bo@acme.example"), ("role", "viewer"));
        Assert.Contains("A password for bo@acme.example", await added.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("viewer", server.Text("SELECT role FROM member m JOIN user u ON u.id = m.user_id WHERE u.email = 'bo@acme.example'"));
    }

    [Fact]
    public async Task The_last_owner_stays_and_a_removed_member_is_out_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var owner = new PageVisitor(server);
        using var member = new PageVisitor(server, Role.Member);
        Assert.Contains("last owner", await (await owner.PostAsync("/settings/members/1", ("role", "viewer"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync("/issues")).StatusCode);
        await owner.PostAsync($"/settings/members/{member.UserId}", ("action", "remove"));
        Assert.Equal(HttpStatusCode.SeeOther, (await member.GetAsync("/issues")).StatusCode);
    }

    [Fact]
    public async Task Issues_of_another_organisation_are_not_there()
    {
        await using var server = await TestServer.StartAsync();
        await SendAsync(server);
        server.Database.Write(connection =>
        {
            connection.Execute("INSERT INTO organization (id, slug, name, created_at) VALUES (2, 'other', 'Other', 0)");
            connection.Execute("UPDATE project SET organization_id = 2");
        });
        using var visitor = new PageVisitor(server);
        foreach (var path in (string[])["/issues/1", "/issues/1/events/1", "/issues/1/events/1/json", "/events/1", "/events/1/dump"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(path)).StatusCode);
        }

        await visitor.PostAsync("/issues/1/state", ("action", "resolve"));
        await visitor.PostAsync("/issues/bulk", ("action", "ignore"), ("id", "1"));
        Assert.Equal("open", server.Text("SELECT state FROM issue WHERE id = 1"));
    }

    static async Task SendAsync(TestServer server)
    {
        using var answer = await server.PostAsync(server.EnvelopePath, TestServer.Envelope(TestServer.NewId(), """{"message":"Something broke","platform":"native"}"""));
        Assert.True(answer.IsSuccessStatusCode);
        await server.DrainedAsync();
    }

    static IEnumerable<(string Name, PageAccess Access)> Routes(TestServer server) =>
        server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageAccess>() is not null)
            .Select(endpoint => (
                $"{endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} {endpoint.RoutePattern.RawText}",
                endpoint.Metadata.GetRequiredMetadata<PageAccess>()));
}
