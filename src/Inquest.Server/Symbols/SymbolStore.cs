using System.IO.Compression;
using System.Security.Cryptography;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Symbols;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols;

/// <summary>The server's own symbol files: a folder in Breakpad's layout, with a row for each file.</summary>
/// <remarks>The files serve all projects: whoever has the id of a binary has the binary.</remarks>
public sealed class SymbolStore(string folder, Database database, SymbolArrivals arrivals, TimeProvider time)
{
    const long AllProjects = 0;
    const int HeadSize = 8 << 10;

    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>Takes a <c>.sym</c> file in, plain or gzip, and has stored events that lacked it done again.</summary>
    /// <returns>What was stored; null when it was refused.</returns>
    public async Task<(SymbolUploadError Error, SymbolUpload? Uploaded)> UploadAsync(
        Stream content, string? release, string? uploadedBy, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(Folder, ".new-" + Guid.NewGuid().ToString("N"));
        try
        {
            var (error, size, hash) = await ReceiveAsync(content, temporary, cancellationToken);
            if (error != SymbolUploadError.None)
            {
                return (error, null);
            }

            var head = SymFileHead.Parse(ReadHead(temporary));
            if (head is null)
            {
                return (SymbolUploadError.NoModuleLine, null);
            }

            var places = SymbolPath.For(new ModuleId(head.DebugFile, head.DebugId, head.CodeFile ?? "", head.CodeId ?? ""));
            return places is [var place, ..]
                ? (SymbolUploadError.None, Keep(temporary, place, head, size, hash, release, uploadedBy))
                : (SymbolUploadError.UnusableName, null);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>True when the store has this module.</summary>
    public bool Has(string debugFile, string debugId)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT 1 FROM symbol_file WHERE project_id = ?1 AND debug_file = ?2 AND debug_id = ?3")
            .Bind(1, AllProjects).Bind(2, debugFile).Bind(3, debugId.ToUpperInvariant()).Scalar() is not null;
    }

    /// <summary>Removes a file and its row.</summary>
    public bool Delete(long id)
    {
        var path = database.Write(
            connection =>
            {
                var row = connection.Prepare("DELETE FROM symbol_file WHERE id = ?1 RETURNING path").Bind(1, id);
                var found = row.Step() ? row.Text(0) : null;
                row.Reset();
                return found;
            },
            durable: true);
        if (path is null)
        {
            return false;
        }

        File.Delete(Path.Combine(Folder, path));
        return true;
    }

    SymbolUpload Keep(
        string temporary, (string Name, string Id, string FileName) place, SymFileHead head, long size, byte[] hash, string? release, string? by)
    {
        var relative = Path.Combine(place.Name, place.Id, place.FileName);
        var path = Path.Combine(Folder, relative);
        if (IsSame(head, hash) && File.Exists(path))
        {
            return new SymbolUpload("duplicate", head.DebugFile, head.DebugId, head.CodeId, size, 0);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
        database.Write(
            connection => connection.Prepare(
                """
                INSERT INTO symbol_file (project_id, debug_file, debug_id, code_file, code_id, kind, os, cpu, size, sha256, path, release, uploaded_by, uploaded_at)
                VALUES (?1, ?2, ?3, ?4, ?5, 'breakpad', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                ON CONFLICT (project_id, debug_file, debug_id) DO UPDATE SET size = excluded.size, sha256 = excluded.sha256, path = excluded.path,
                  release = coalesce(excluded.release, release), uploaded_by = excluded.uploaded_by, uploaded_at = excluded.uploaded_at
                """)
                .Bind(1, AllProjects).Bind(2, head.DebugFile).Bind(3, head.DebugId).Bind(4, head.CodeFile).Bind(5, head.CodeId)
                .Bind(6, head.Os).Bind(7, head.Cpu).Bind(8, size).Bind(9, hash).Bind(10, relative).Bind(11, release).Bind(12, by)
                .Bind(13, time.GetUtcNow().Milliseconds()).Run(),
            durable: true);
        var redo = arrivals.Announce(head.DebugId);
        return new SymbolUpload("stored", head.DebugFile, head.DebugId, head.CodeId, size, redo);
    }

    bool IsSame(SymFileHead head, byte[] hash)
    {
        using var reader = database.Read();
        var row = reader.Prepare("SELECT sha256 FROM symbol_file WHERE project_id = ?1 AND debug_file = ?2 AND debug_id = ?3")
            .Bind(1, AllProjects).Bind(2, head.DebugFile).Bind(3, head.DebugId);
        var equal = row.Step() && row.Blob(0).SequenceEqual(hash);
        row.Reset();
        return equal;
    }

    static async Task<(SymbolUploadError Error, long Size, byte[] Hash)> ReceiveAsync(
        Stream content, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        var first = await content.ReadAtLeastAsync(buffer, 2, throwOnEndOfStream: false, cancellationToken);
        var isGzip = first >= 2 && buffer[0] == 0x1f && buffer[1] == 0x8b;
        Stream source = new PrefixedStream(buffer.AsMemory(0, first).ToArray(), content);
        await using var inflating = isGzip ? new GZipStream(source, CompressionMode.Decompress) : source;
        long size = 0;
        try
        {
            while (await inflating.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                size += read;
                if (size > SymbolLimits.Default.SymBytesMax)
                {
                    return (SymbolUploadError.TooLarge, size, []);
                }

                sha.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (InvalidDataException)
        {
            return (SymbolUploadError.InvalidCompression, size, []);
        }

        file.Flush(flushToDisk: true);
        return (SymbolUploadError.None, size, sha.GetHashAndReset());
    }

    static byte[] ReadHead(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[HeadSize];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head[..length];
    }
}
