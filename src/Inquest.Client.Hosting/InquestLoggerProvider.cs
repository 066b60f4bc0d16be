using Microsoft.Extensions.Logging;

namespace Inquest.Client.Hosting;

/// <summary>Log lines → reports and breadcrumbs.</summary>
[ProviderAlias("Inquest")]
public sealed class InquestLoggerProvider(InquestClient client, InquestLoggerOptions options) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new InquestLogger(categoryName, client, options);

    public void Dispose()
    {
        // The client belongs to the process.
    }
}
