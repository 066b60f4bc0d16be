using Microsoft.AspNetCore.Http;

namespace Inquest.Client.AspNetCore;

/// <summary>A scope for each request, and a report of the exception that leaves it.</summary>
sealed class InquestMiddleware(RequestDelegate next, InquestClient client, InquestWebOptions options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!client.IsEnabled)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        using var scope = client.PushScope();
        var facts = new RequestFacts(context, options);
        client.CurrentScope.Enrich(facts.Describe);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (Report(e, context))
        {
            // The filter reports and lets it pass: here it never arrives.
            throw;
        }
        finally
        {
            facts.Keep();
        }
    }

    // In a filter the stack is still that of the throw, and what the app keeps on it is not yet gone.
    bool Report(Exception exception, HttpContext context)
    {
        if (!IsTheClientGoing(exception, context))
        {
            client.CaptureException(exception, mechanism: "AspNetCore");
        }

        return false;
    }

    internal static bool IsTheClientGoing(Exception exception, HttpContext context) =>
        exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested;
}
