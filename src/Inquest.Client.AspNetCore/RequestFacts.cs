using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;

namespace Inquest.Client.AspNetCore;

/// <summary>What a report says of the request that it happened in. After the request only what was kept is used: its context serves another then.</summary>
sealed class RequestFacts(HttpContext context, InquestWebOptions options)
{
    static readonly HashSet<string> Harmless = new(["Accept", "Accept-Encoding", "Content-Type", "Content-Length", "Host"], StringComparer.OrdinalIgnoreCase);

    static readonly HashSet<string> Secret = new(
        ["Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "X-Api-Key", "X-Csrf-Token", "X-Xsrf-Token"], StringComparer.OrdinalIgnoreCase);

    readonly Lock _gate = new();
    HttpContext? _context = context;
    (string? Transaction, ReportRequest Request, ReportUser? User)? _kept;

    public void Describe(OutgoingReport report)
    {
        (string? Transaction, ReportRequest Request, ReportUser? User) facts;
        lock (_gate)
        {
            facts = _kept ?? Read(_context!);
        }

        report.Transaction ??= facts.Transaction;
        report.Request ??= facts.Request;
        report.User ??= facts.User;
    }

    /// <summary>The request ends.</summary>
    public void Keep()
    {
        lock (_gate)
        {
            _kept = Read(_context!);
            _context = null;
        }
    }

    (string? Transaction, ReportRequest Request, ReportUser? User) Read(HttpContext current)
    {
        var request = current.Request;
        // UseExceptionHandler takes the endpoint away and may change the path before anybody is asked.
        var failed = current.Features.Get<IExceptionHandlerPathFeature>();
        var route = ((failed?.Endpoint ?? current.GetEndpoint()) as RouteEndpoint)?.RoutePattern.RawText;
        var path = failed is null ? request.Path : new PathString(failed.Path);
        var headers = request.Headers
            .Where(header => options.SendPersonalData ? !Secret.Contains(header.Key) : Harmless.Contains(header.Key))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var url = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, path);
        return (
            route is null ? null : $"{request.Method} {(route.StartsWith('/') ? route : "/" + route)}",
            new ReportRequest(request.Method, url, options.SendPersonalData ? request.QueryString.Value?.TrimStart('?') : null, headers),
            options.SendPersonalData ? UserOf(current) : null);
    }

    static ReportUser UserOf(HttpContext current) => new()
    {
        Id = current.User.FindFirstValue(ClaimTypes.NameIdentifier),
        UserName = current.User.Identity?.Name,
        IpAddress = current.Connection.RemoteIpAddress?.ToString(),
    };
}
