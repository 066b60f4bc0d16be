using Inquest.Client;
using Inquest.Client.AspNetCore;
using Inquest.Client.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

// Where web applications are built.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Inquest in ASP.NET Core.</summary>
public static class InquestWebExtensions
{
    /// <summary>
    /// What <see cref="InquestHostingExtensions"/> does, and: each request has a scope of its own with its route, and an exception that
    /// leaves it is reported, whether <c>UseExceptionHandler</c> answers for it or nobody does.
    /// </summary>
    public static WebApplicationBuilder AddInquest(
        this WebApplicationBuilder builder, Action<InquestOptions>? configure = null, Action<InquestWebOptions>? configureWeb = null,
        Action<InquestLoggerOptions>? configureLogging = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ((IHostApplicationBuilder)builder).AddInquest(configure, configureLogging);
        var web = new InquestWebOptions();
        configureWeb?.Invoke(web);
        builder.Services.AddSingleton(web);
        builder.Services.AddExceptionHandler<InquestExceptionHandler>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, InquestStartupFilter>());
        return builder;
    }
}
