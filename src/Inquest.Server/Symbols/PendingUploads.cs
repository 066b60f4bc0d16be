using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Inquest.Server.Symbols;

/// <summary>Uploads between “create” and “complete”: files in a folder, forgotten after an hour.</summary>
sealed class PendingUploads(string folder, SymbolUploadLimits limits, TimeProvider time)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    readonly string _folder = Directory.CreateDirectory(folder).FullName;
    readonly ConcurrentDictionary<string, DateTimeOffset> _keys = new(StringComparer.Ordinal);

    public string Create()
    {
        foreach (var (old, at) in _keys)
        {
            if (time.GetUtcNow() - at > Lifetime && _keys.TryRemove(old, out _))
            {
                File.Delete(PathOf(old));
            }
        }

        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _keys[key] = time.GetUtcNow();
        return key;
    }

    /// <returns>None, too large, or wrong id for a key that nobody was given.</returns>
    public async Task<SymbolUploadError> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(key))
        {
            return SymbolUploadError.WrongId;
        }

        await using var file = new FileStream(PathOf(key), FileMode.Create, FileAccess.Write, FileShare.None);
        var buffer = new byte[1 << 16];
        while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (file.Length + read > limits.FileBytesMax)
            {
                return SymbolUploadError.TooLarge;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return SymbolUploadError.None;
    }

    /// <summary>The file, which goes when the stream is closed; null when nothing was put.</summary>
    public FileStream? Take(string key) =>
        _keys.TryRemove(key, out _) && File.Exists(PathOf(key))
            ? new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.SequentialScan)
            : null;

    // Keys in the dictionary were made here: hex digits.
    string PathOf(string key) => Path.Combine(_folder, key);
}
