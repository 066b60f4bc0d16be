using Inquest.Client;
using Inquest.Client.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

// Where hosts are built, so that nothing needs to be imported for one line.
namespace Microsoft.Extensions.Hosting;

/// <summary>Inquest in a generic host.</summary>
public static class InquestHostingExtensions
{
    /// <summary>
    /// Starts the client now, so that what fails while the host is built is captured too; sends logged errors as reports and other log
    /// lines as breadcrumbs; waits for what is queued when the host stops.
    /// </summary>
    /// <param name="builder">The host's builder. Its configuration's section <c>Inquest</c> is read: <c>Dsn</c>, <c>Release</c>,
    /// <c>Environment</c>, <c>DatabasePath</c>.</param>
    /// <param name="configure">Has the last word.</param>
    /// <param name="configureLogging">Which log lines become what.</param>
    public static IHostApplicationBuilder AddInquest(
        this IHostApplicationBuilder builder, Action<InquestOptions>? configure = null, Action<InquestLoggerOptions>? configureLogging = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var section = builder.Configuration.GetSection("Inquest");
        builder.Services.AddInquest(options =>
        {
            options.Dsn = section["Dsn"] ?? options.Dsn;
            options.Release = section["Release"] ?? options.Release;
            options.DatabasePath = section["DatabasePath"] ?? options.DatabasePath;
            options.Environment = section["Environment"] ?? builder.Environment.EnvironmentName.ToLowerInvariant();
            configure?.Invoke(options);
        }, configureLogging);
        return builder;
    }

    /// <inheritdoc cref="AddInquest(IHostApplicationBuilder, Action{InquestOptions}?, Action{InquestLoggerOptions}?)"/>
    public static IServiceCollection AddInquest(
        this IServiceCollection services, Action<InquestOptions>? configure = null, Action<InquestLoggerOptions>? configureLogging = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var diagnostics = new LoggedDiagnostics();
        var options = new InquestOptions { Diagnostics = diagnostics.Say };
        configure?.Invoke(options);
        var logging = new InquestLoggerOptions();
        configureLogging?.Invoke(logging);
        if (InquestSdk.Current is null || options.Dsn is not null)
        {
            InquestSdk.Init(options);
        }

        // An instance that was there before the container stays after it: the process may still crash.
        services.TryAddSingleton(InquestSdk.Current!);
        services.AddSingleton(diagnostics);
        services.AddSingleton(logging);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, InquestLoggerProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InquestHostedService>());
        return services;
    }
}
