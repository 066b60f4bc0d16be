using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Inquest.Server.Uploads;

/// <summary>Uploads on their way: what has arrived of an object, and which addresses were used.</summary>
/// <remarks>
/// <code>
/// KEY.part             bytes so far; a broken upload goes on behind them
/// KEY.object           complete and synced, waits to be confirmed
/// KEY.grant            "kind sha256": what the address allowed
/// KEY.SIGNATURE.used   this address has had its one upload
/// KEY.blob             hash of the dump, written before it moves to the blob store
/// KEY.done             confirmed; the rest of the files is gone
/// </code>
/// Every name begins with an <see cref="UploadKey"/>, which has digits and dots only. All go when nobody touched them for a day.
/// </remarks>
sealed class UploadFolder(string folder, UploadLimits limits, TimeProvider time)
{
    readonly string _folder = Directory.CreateDirectory(folder).FullName;
    readonly ConcurrentDictionary<string, byte> _busy = new(StringComparer.Ordinal);

    /// <summary>Bytes of everything unconfirmed, as of the last sweep and what came since.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    long _bytes;

    /// <summary>True while another server process or an earlier one has confirmed this key.</summary>
    public bool IsDone(UploadKey key) => File.Exists(Path(key, "done"));

    public bool IsComplete(UploadKey key) => File.Exists(Path(key, "object"));

    public bool IsUsed(UploadKey key, string signature) => File.Exists(Path(key, Mark(signature)));

    /// <summary>The right to change one key's files; null while another request has it.</summary>
    public IDisposable? TryTake(UploadKey key)
    {
        var name = key.ToString();
        return _busy.TryAdd(name, 0) ? new Claim(_busy, name) : null;
    }

    /// <summary>Bytes that are there of an object.</summary>
    public long LengthOf(UploadKey key)
    {
        var file = new FileInfo(Path(key, IsComplete(key) ? "object" : "part"));
        return file.Exists ? file.Length : 0;
    }

    public string ObjectPath(UploadKey key) => Path(key, "object");

    /// <summary>Opens what has arrived, cut to <paramref name="offset"/>.</summary>
    public FileStream OpenPart(UploadGrant grant, long offset)
    {
        WriteSynced(Path(grant.Key, "grant"), $"{GrantSigner.Name(grant.Kind)} {grant.Sha256}");
        // What power cuts leave of unsynced parts is found out by the hash.
        var part = new FileStream(Path(grant.Key, "part"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, useAsync: true);
        part.SetLength(offset);
        part.Position = offset;
        return part;
    }

    public void Added(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Discard(UploadKey key)
    {
        foreach (var ending in (string[])["part", "object", "grant", "blob"])
        {
            File.Delete(Path(key, ending));
        }
    }

    /// <summary>The part is whole and synced: this address can do no more.</summary>
    public void Complete(UploadKey key, string signature)
    {
        WriteSynced(Path(key, Mark(signature)), "");
        File.Move(Path(key, "part"), Path(key, "object"), overwrite: true);
    }

    /// <summary>What the address of an object allowed; null when nothing was uploaded.</summary>
    public (UploadKind Kind, string? Sha256)? GrantOf(UploadKey key)
    {
        try
        {
            var words = File.ReadAllText(Path(key, "grant")).Split(' ');
            return GrantSigner.TryKind(words[0], out var kind) ? (kind, words.Length > 1 && words[1].Length > 0 ? words[1] : null) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The hash of a dump that moved to the blob store before a confirmation broke off.</summary>
    public string? MovedTo(UploadKey key) => File.Exists(Path(key, "blob")) ? File.ReadAllText(Path(key, "blob")) : null;

    public void WillMove(UploadKey key, string hash) => WriteSynced(Path(key, "blob"), hash);

    public void Done(UploadKey key)
    {
        WriteSynced(Path(key, "done"), "");
        Discard(key);
    }

    /// <summary>Removes what nobody touched for too long.</summary>
    /// <returns>Keys of uploads that were never confirmed.</returns>
    public List<UploadKey> Sweep()
    {
        var now = time.GetUtcNow();
        var abandoned = new List<UploadKey>();
        long bytes = 0;
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles())
        {
            var age = now - new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
            var isObject = file.Extension is ".part" or ".object";
            if (age <= limits.UnconfirmedLifetime)
            {
                bytes += isObject ? file.Length : 0;
                continue;
            }

            if (isObject && UploadKey.TryParse(System.IO.Path.GetFileNameWithoutExtension(file.Name), out var key))
            {
                using var claim = TryTake(key);
                if (claim is null)
                {
                    continue;
                }

                abandoned.Add(key);
                file.Delete();
                continue;
            }

            file.Delete();
        }

        Interlocked.Exchange(ref _bytes, bytes);
        return abandoned;
    }

    /// <summary>SHA-256 of a complete object, read a piece at a time.</summary>
    public async Task<byte[]> HashAsync(UploadKey key, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            ObjectPath(key), FileMode.Open, FileAccess.Read, FileShare.Read, UploadLimits.CopyBufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await SHA256.HashDataAsync(file, cancellationToken);
    }

    static string Mark(string signature) => signature[..16] + ".used";

    static void WriteSynced(string path, string text)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
        RandomAccess.FlushToDisk(file);
    }

    string Path(UploadKey key, string ending) => System.IO.Path.Combine(_folder, $"{key}.{ending}");

    sealed class Claim(ConcurrentDictionary<string, byte> busy, string name) : IDisposable
    {
        public void Dispose() => busy.TryRemove(name, out _);
    }
}
