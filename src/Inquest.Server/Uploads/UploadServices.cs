using Inquest.Server.Consent;
using Inquest.Server.Pipeline;
using Inquest.Storage.Consent;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Uploads;

/// <summary>The parts of uploads through signed addresses.</summary>
static class UploadServices
{
    public static void AddUploads(this IServiceCollection services, ServerOptions options, TimeProvider time)
    {
        services.AddSingleton(options.UploadLimits);
        services.AddSingleton(_ => new UploadFolder(Path.Combine(options.DataFolder, "uploads"), options.UploadLimits, time));
        services.AddSingleton<UploadSecrets>();
        services.AddSingleton<GrantSigner>();
        services.AddSingleton<RepeatGuard>();
        services.AddSingleton<CallerGuard>();
        services.AddSingleton<UploadCalls>();
        services.AddSingleton<SignedUrlHandler>();
        services.AddSingleton<PutHandler>();
        services.AddSingleton<ConfirmHandler>();
        services.AddSingleton<ConsentStore>();
        services.AddSingleton<ConsentDirectory>();
        services.AddSingleton<ConsentHandler>();
        services.AddSingleton<UserErasure>();
        services.AddSingleton<PipelineCounts>();
        services.AddSingleton<CopyWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<CopyWorker>());
        services.AddHostedService<UploadSweeper>();
    }
}
