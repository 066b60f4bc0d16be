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

    DateTimeOffset? _trimmedAt;

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

    /// <summary>Marks a file as used, at most once an hour, so that trimming takes it last.</summary>
    public void Touch(string cachePath)
    {
        try
        {
            var now = time.GetUtcNow().UtcDateTime;
            if (now - File.GetLastAccessTimeUtc(cachePath) > limits.CacheTouchInterval)
            {
                File.SetLastAccessTimeUtc(cachePath, now);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has just trimmed it, or the folder may only be read.
        }
    }

    /// <summary>Removes the files that were not used for longest until the folder is below its limit.</summary>
    /// <remarks>
    /// Safe beside other processes: a file that is mapped stays readable for who has it, a file that is gone is made again,
    /// and whoever trims first leaves less to the next. Looked at only every so many converted bytes' time.
    /// </remarks>
    public void Trim()
    {
        var now = time.GetUtcNow();
        if (_trimmedAt is { } before && now - before < limits.CacheTrimInterval)
        {
            return;
        }

        _trimmedAt = now;
        try
        {
            var files = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
            var excess = files.Sum(static file => file.Length) - limits.CacheFolderBytesMax;
            if (excess <= 0)
            {
                return;
            }

            // Some room beyond the limit, or the next file would have all this done again.
            excess += limits.CacheFolderBytesMax / 10;
            foreach (var file in files.OrderBy(static file => file.LastAccessTimeUtc).TakeWhile(_ => excess > 0))
            {
                excess -= file.Length;
                file.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Someone else is clearing up too.
        }
    }

    /// <summary>The remembered "no" of a place, or null.</summary>
    public SymbolStatus? Missing(ModuleId id, string identity)
    {
        try
        {
            var parts = File.ReadAllText(Stem(id, identity) + MissingEnding).Split(' ');
            return parts.Length == 2 && Enum.TryParse<SymbolStatus>(parts[0], out var status) &&
                status is SymbolStatus.NotFound or SymbolStatus.Denied or SymbolStatus.Malformed or SymbolStatus.WrongId &&
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
