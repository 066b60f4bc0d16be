using Inquest.Storage.Accounts;
using Microsoft.AspNetCore.Http.Features;

namespace Inquest.Server.Pages;

/// <summary>Maps handlers of pages; what holds for all of them stands here once.</summary>
/// <remarks>
/// A page wants a person who is signed in, unless it is mapped as open. A form must carry its token. A fault becomes
/// the error page with a reference that is in the log too.
/// </remarks>
sealed partial class PageRoutes(IEndpointRouteBuilder routes, ILogger<PageRoutes> logger)
{
    /// <param name="pattern">The address.</param>
    /// <param name="handler">Makes the answer.</param>
    /// <param name="isOpen">Nobody has to be signed in.</param>
    /// <param name="needs">The least role of who may see it.</param>
    public void Get(string pattern, Func<Visitor, IResult> handler, bool isOpen = false, Role needs = Role.Viewer)
    {
        Func<Visitor, Task<IResult>> run = visitor => Task.FromResult(handler(visitor));
        var access = new PageAccess(isOpen, needs);
        routes.MapGet(pattern, (RequestDelegate)(context => RunAsync(context, access, run))).WithMetadata(access);
    }

    /// <param name="pattern">The address.</param>
    /// <param name="handler">Does what the form asks.</param>
    /// <param name="isOpen">Nobody has to be signed in.</param>
    /// <param name="needs">The least role of who may send it.</param>
    public void Post(string pattern, Func<Visitor, IFormCollection, IResult> handler, bool isOpen = false, Role needs = Role.Member)
    {
        Func<Visitor, Task<IResult>> run = visitor => SubmitAsync(visitor, handler);
        var access = new PageAccess(isOpen, needs);
        routes.MapPost(pattern, (RequestDelegate)(context => RunAsync(context, access, run))).WithMetadata(access);
    }

    static async Task<IResult> SubmitAsync(Visitor visitor, Func<Visitor, IFormCollection, IResult> handler)
    {
        if (visitor.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = PageLimits.FormBytesMax;
        }

        if (!visitor.Context.Request.HasFormContentType)
        {
            return Problems.Forbidden(visitor);
        }

        var form = await visitor.Context.Request.ReadFormAsync(visitor.Context.RequestAborted);
        return FormGuard.Accepts(visitor.Context, form[FormGuard.Field]) ? handler(visitor, form) : Problems.Forbidden(visitor);
    }

    async Task RunAsync(HttpContext context, PageAccess access, Func<Visitor, Task<IResult>> handler)
    {
        var visitor = new Visitor(context, context.RequestServices.GetRequiredService<PageServices>());
        try
        {
            var result = access.IsOpen ? await handler(visitor)
                : visitor.User is not { } user ? ToLogin(visitor)
                : user.OrganizationId == 0 || user.Role < access.Needs ? Problems.NotAllowed(visitor, access.Needs)
                : await handler(visitor);
            await result.ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; there is nobody to tell.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Problems.Page(visitor, e.StatusCode, "This request was not accepted", e.Message, null).ExecuteAsync(context);
        }
#pragma warning disable CA1031 // The edge of a request: whatever happened, the reader gets a page with a reference.
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFault(e, context.Request.Path, context.TraceIdentifier);
            context.Response.Clear();
            await Problems.Fault(visitor).ExecuteAsync(context);
        }
    }

    static IResult ToLogin(Visitor visitor)
    {
        if (!visitor.Services.Setup.IsSetUp)
        {
            return Visitor.SeeOther("/setup");
        }

        var here = visitor.Context.Request.Path + visitor.Context.Request.QueryString;
        return Visitor.SeeOther(here == "/" || !HttpMethods.IsGet(visitor.Context.Request.Method)
            ? "/login"
            : "/login?next=" + Uri.EscapeDataString(here));
    }

    [LoggerMessage(6001, LogLevel.Error, "Page {Path} failed, reference {Reference}")]
    partial void LogFault(Exception exception, string path, string reference);
}
