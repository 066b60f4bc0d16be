using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Inquest.Client.AspNetCore;

/// <summary>Reports what <c>UseExceptionHandler</c> answers for; the answer is somebody else's business.</summary>
sealed class InquestExceptionHandler(InquestClient client) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!InquestMiddleware.IsTheClientGoing(exception, httpContext))
        {
            client.CaptureException(exception, mechanism: "IExceptionHandler");
        }

        return ValueTask.FromResult(false);
    }
}
