using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Inquest.Protocol;

namespace Inquest.Client;

/// <summary>What options mean that were left alone.</summary>
static class InquestDefaults
{
    public static void Fill(InquestOptions options)
    {
        var entry = Assembly.GetEntryAssembly();
        var name = entry?.GetName().Name ?? "app";
        options.Dsn ??= Variable("INQUEST_DSN");
        options.Release ??= Variable("INQUEST_RELEASE") ?? $"{name}@{VersionOf(entry)}";
        options.Environment ??= Variable("INQUEST_ENVIRONMENT")
            ?? (Variable("ASPNETCORE_ENVIRONMENT") ?? Variable("DOTNET_ENVIRONMENT"))?.ToLowerInvariant() ?? "production";
        // Where libinquest was told to write before the runtime started.
        options.DatabasePath ??= Variable("INQUEST_PRELOAD");
        options.DatabasePath ??= Path.Combine(LocalData(), "inquest", $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Dsn ?? "")).AsSpan(0, 4))}");
    }

    /// <summary>A random id that stays with the folder: who counts users needs one, and it says nothing about anybody.</summary>
    public static string InstallationId(string folder)
    {
        var path = Path.Combine(folder, "installation");
        try
        {
            if (File.Exists(path) && EventId.Normalise(File.ReadAllText(path)) is { } known)
            {
                return known;
            }

            var id = EventId.New();
            File.WriteAllText(path, id);
            return id;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EventId.New();
        }
    }

    static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    // Without the commit that builds append to it: two builds of one version are one release.
    static string VersionOf(Assembly? entry) =>
        (entry?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? entry?.GetName().Version?.ToString(3) ?? "0.0.0").Split('+')[0];

    // Services and containers have no home.
    static string LocalData() =>
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder ? folder : Path.GetTempPath();
}
