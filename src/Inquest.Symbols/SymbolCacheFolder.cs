using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Inquest.Symbols.Cache;

namespace Inquest.Symbols;

/// <summary>The folder of converted symbol files, shared by all processes of a user.</summary>
/// <remarks>
/// A file's name is the module's id and a hash of where the symbols came from, so that a changed source makes a new
/// file. Next to it, <c>.missing</c> files remember the "no" of a server: status and expiry in one line.
/// </remarks>
sealed class SymbolCacheFolder(string path, SymbolLimits limits, TimeProvider time)
{
    const string CacheEnding = ".isc";
    const string MissingEnding = ".missing";

    /// <summary>Where a user's tools keep what can be made again.</summary>
    public static string DefaultPath
    {
        get
        {
            var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            return string.IsNullOrEmpty(caches)
                ? Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "inquest", "symbols")
                : Path.Combine(caches, "inquest", "symbols");
        }
    }

    public string CachePath(ModuleId id, string identity) => Stem(id, identity) + CacheEnding;

    /// <summary>The remembered "no" of a place, or null.</summary>
    public SymbolStatus? Missing(ModuleId id, string identity)
    {
        try
        {
            var parts = File.ReadAllText(Stem(id, identity) + MissingEnding).Split(' ');
            return parts.Length == 2 && Enum.TryParse<SymbolStatus>(parts[0], out var status) &&
                status is SymbolStatus.NotFound or SymbolStatus.Denied or SymbolStatus.Malformed &&
                long.TryParse(parts[1], CultureInfo.InvariantCulture, out var expiry) &&
                time.GetUtcNow().ToUnixTimeSeconds() is var now && now < expiry &&
                expiry - now <= limits.NotFoundExpiry.TotalSeconds
                ? status
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void RememberMissing(ModuleId id, string identity, SymbolStatus status)
    {
        var expiry = time.GetUtcNow().Add(limits.NotFoundExpiry).ToUnixTimeSeconds();
        try
        {
            var file = Stem(id, identity) + MissingEnding;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{status} {expiry}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not remembered: the next process asks again.
        }
    }

    public void ForgetMissing(ModuleId id)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(Folder(id), FilePrefix(id) + "-*" + MissingEnding))
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No folder, nothing to forget.
        }
    }

    string Stem(ModuleId id, string identity) => Path.Combine(Folder(id), $"{FilePrefix(id)}-{Hash(identity)}");

    /// <summary>256 folders keep each small enough to list.</summary>
    string Folder(ModuleId id) =>
        Path.Combine(path, $"v{SymbolCacheHeader.CurrentVersion}", Hash(FilePrefix(id))[..2]);

    /// <summary>Only hex digits and one letter: nothing of a dump's text goes into a path as it is.</summary>
    static string FilePrefix(ModuleId id) =>
        Sources.SymbolPath.IsId(id.DebugId)
            ? id.DebugId.ToUpperInvariant()
            : "x" + Hash($"{id.DebugFile}\n{id.DebugId}\n{id.CodeFile}\n{id.CodeId}");

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
