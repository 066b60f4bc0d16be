using Inquest.Server.Symbols.Serve;
using Inquest.Storage.Symbols;
using Inquest.Symbols;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols;

/// <summary>The parts of the symbol store and of symbolication.</summary>
static class SymbolServices
{
    public static void AddSymbols(this IServiceCollection services, ServerOptions options, string symbolFolder, TimeProvider time)
    {
        services.AddSingleton(options.SymbolUploadLimits);
        services.AddSingleton(_ => new SymbolVault(Path.Combine(options.DataFolder, "symbol-store")));
        services.AddSingleton<SymbolCatalog>();
        services.AddSingleton<SymbolUses>();
        services.AddSingleton(provider => new ChunkStore(
            Path.Combine(options.DataFolder, "symbol-chunks"), provider.GetRequiredService<SymbolUploadLimits>(), time));
        services.AddSingleton(provider => new PendingUploads(
            Path.Combine(options.DataFolder, "symbol-uploads"), provider.GetRequiredService<SymbolUploadLimits>(), time));

        List<FolderSymbolSource> folders = [new(symbolFolder), .. options.SymbolSources.Where(s => !UpstreamAddress.IsServer(s)).Select(s => new FolderSymbolSource(s))];
        services.AddSingleton<IReadOnlyList<FolderSymbolSource>>(folders);
        services.AddSingleton<StoreSymbolSource>();
        services.AddSingleton(provider => new SymbolProvider(
            [
                provider.GetRequiredService<StoreSymbolSource>(), .. folders,
                .. options.SymbolSources.Where(UpstreamAddress.IsServer).Select(text => UpstreamAddress.TryParse(text, out _)).OfType<UpstreamAddress>()
                    .Select(address => new UpstreamSource(address, null, time, S3Keys.FromEnvironment(Environment.GetEnvironmentVariable))),
            ],
            options.SymbolCacheFolder ?? Path.Combine(options.DataFolder, "symbol-cache"), null, time));
        services.AddSingleton<ISymbolProvider>(provider => provider.GetRequiredService<SymbolProvider>());
        services.AddSingleton<SymbolArrivals>();
        services.AddSingleton<SymbolIntake>();
        services.AddSingleton<Assembler>();
        services.AddSingleton<SourceContext>();
        services.AddSingleton<SymbolFinder>();
        services.AddSingleton(provider => new MadeSymFiles(
            provider.GetRequiredService<SymbolVault>(), Path.Combine(options.DataFolder, "symbol-cache", "sym"), SymbolServeLimits.Default));
        services.AddSingleton<SymbolRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<SymbolRetention>());
        services.AddHostedService<SymbolSweeper>();
    }
}
