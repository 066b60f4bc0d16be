using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inquest.Client.Hosting;

/// <summary>Joins the client to the host's life: its log at the start, a bounded wait for the queue at the end.</summary>
sealed class InquestHostedService(InquestClient client, LoggedDiagnostics diagnostics, ILoggerFactory loggers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        diagnostics.Attach(loggers.CreateLogger(LoggedDiagnostics.Category));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => client.FlushAsync(client.Options.ShutdownTimeout);
}
