using System.IO.Compression;
using Inquest.Formats;
using Inquest.Storage.Symbols;
using Inquest.Symbols.Identity;
using Inquest.Symbols.Sources;

namespace Inquest.Server.Symbols;

/// <summary>The way of every uploaded file into the store, whichever protocol brought it.</summary>
/// <remarks>
/// A body is one file or a zip archive of files. Each file is told by its own bytes, not by its name; one that cannot be
/// used is refused by reason and its siblings go on. Stored crashes that lacked a file's ids are symbolicated again.
/// </remarks>
sealed class SymbolIntake(SymbolVault vault, SymbolCatalog catalog, SymbolArrivals arrivals, SymbolUploadLimits limits)
{
    // Between writing a content and the row that owns it nothing may sweep contents without owners.
    readonly Lock _storing = new();

    /// <summary>Takes a body as it arrives.</summary>
    public async Task<IReadOnlyList<SymbolUpload>> TakeAsync(
        Stream content, string name, SymbolOwner owner, SymbolClaim claim, CancellationToken cancellationToken)
    {
        var (error, file) = await ReceivedFile.TakeAsync(content, vault.NewPath(), limits, limits.FileBytesMax, cancellationToken);
        using (file)
        {
            return file is null
                ? [SymbolUpload.Refused(name, error)]
                : await TakeAsync(file, name, owner, claim, cancellationToken);
        }
    }

    /// <summary>Takes a file that has arrived already.</summary>
    public async Task<IReadOnlyList<SymbolUpload>> TakeAsync(
        ReceivedFile file, string name, SymbolOwner owner, SymbolClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Hash is { } hash && !hash.AsSpan().SequenceEqual(hash.Length == 32 ? file.Sha256 : file.Sha1))
        {
            return [SymbolUpload.Refused(name, SymbolUploadError.WrongHash)];
        }

        return IsZip(file) ? await TakeZipAsync(file, name, owner, cancellationToken) : [Store(file, name, owner, claim)];
    }

    /// <summary>Removes the bytes of contents that no project has any more.</summary>
    public int Sweep()
    {
        lock (_storing)
        {
            var hashes = catalog.Sweep();
            foreach (var hash in hashes)
            {
                vault.Delete(hash);
            }

            return hashes.Count;
        }
    }

    async Task<IReadOnlyList<SymbolUpload>> TakeZipAsync(
        ReceivedFile file, string name, SymbolOwner owner, CancellationToken cancellationToken)
    {
        var uploads = new List<SymbolUpload>();
        try
        {
            await using var stream = file.Open();
            await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: false, null, cancellationToken);
            var budget = limits.ArchiveBytesMax;
            var entries = zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).ToList();
            foreach (var entry in entries.Take(limits.ArchiveFilesMax))
            {
                var (upload, size) = await TakeEntryAsync(entry, owner, budget, cancellationToken);
                budget -= size;
                if (upload is not null)
                {
                    uploads.Add(upload);
                }
            }

            if (entries.Count > limits.ArchiveFilesMax)
            {
                uploads.Add(SymbolUpload.Refused(name, SymbolUploadError.TooManyFiles));
            }
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or NotSupportedException)
        {
            uploads.Add(SymbolUpload.Refused(name, SymbolUploadError.InvalidCompression));
        }

        return uploads.Count > 0 ? uploads : [SymbolUpload.Refused(name, SymbolUploadError.EmptyArchive)];
    }

    /// <returns>Null for what lies in archives beside symbols: property lists of dSYM bundles, lists of files.</returns>
    async Task<(SymbolUpload? Upload, long Size)> TakeEntryAsync(
        ZipArchiveEntry entry, SymbolOwner owner, long budget, CancellationToken cancellationToken)
    {
        if (!IsInside(entry.FullName))
        {
            return (SymbolUpload.Refused(entry.FullName, SymbolUploadError.UnusableName), 0);
        }

        if (entry.Length > limits.RatioFreeBytes && entry.Length / Math.Max(1, entry.CompressedLength) > limits.RatioMax)
        {
            return (SymbolUpload.Refused(entry.FullName, SymbolUploadError.SuspiciousCompression), 0);
        }

        SymbolUploadError error;
        ReceivedFile? file;
        try
        {
            await using var content = await entry.OpenAsync(cancellationToken);
            (error, file) = await ReceivedFile.TakeAsync(content, vault.NewPath(), limits, budget, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            return (SymbolUpload.Refused(entry.FullName, SymbolUploadError.InvalidCompression), 0);
        }

        using (file)
        {
            if (file is null)
            {
                return (SymbolUpload.Refused(entry.FullName, error), 0);
            }

            var upload = Store(file, BaseName(entry.FullName), owner, new SymbolClaim());
            var isPacking = upload.Error == SymbolUploadError.UnknownForm && Path.GetExtension(entry.Name) is ".plist" or ".txt" or ".xml" or ".md" or ".yml";
            return (isPacking ? null : upload with { Name = upload.Error == SymbolUploadError.None ? upload.Name : entry.FullName }, file.Size);
        }
    }

    SymbolUpload Store(ReceivedFile file, string name, SymbolOwner owner, SymbolClaim claim)
    {
        var clean = BaseName(name);
        var identity = Identify(file.Path);
        if (identity.Problem != SymbolFileProblem.None)
        {
            return SymbolUpload.Refused(name, SymbolUploadErrorText.Of(identity.Problem));
        }

        if (!SymbolPath.IsPlainName(clean) || clean.Length > limits.NameLengthMax
            || identity.Objects.Any(part => part.DebugFile.Length > 0 && !SymbolPath.IsPlainName(part.DebugFile)))
        {
            return SymbolUpload.Refused(name, SymbolUploadError.UnusableName);
        }

        if (claim.DebugId is { Length: > 0 } claimed && !identity.Objects.Any(part => IsClaimed(part, claimed)))
        {
            return SymbolUpload.Refused(name, SymbolUploadError.WrongId);
        }

        bool isNew;
        lock (_storing)
        {
            using var content = file.Open();
            isNew = catalog.Add(new NewSymbolFile
            {
                Owner = owner,
                Name = clean,
                Sha256 = file.Sha256,
                Sha1 = file.Sha1,
                Kind = identity.Kind.Word(),
                Size = file.Size,
                PackedSize = vault.Put(file.Sha256, content),
                Objects = [.. identity.Objects.Select(part => new NewSymbolObject(
                    part.DebugId, part.CodeId, part.DebugFile, part.CodeFile, part.Os, part.Cpu, (int)part.Features))],
            });
        }

        var redo = isNew ? arrivals.Announce(identity.Objects) : 0;
        return new SymbolUpload(
            clean, SymbolUploadError.None, !isNew, identity.Kind, file.Size, file.Sha256, file.Sha1, identity.Objects, redo);
    }

    static SymbolFileIdentity Identify(string path)
    {
        // The file lies in a folder where only this process writes, so that the mapping cannot be cut short under it.
        using var bytes = MappedFileBytes.TryOpen(path, out _);
        return bytes is null ? new SymbolFileIdentity(SymbolFileKind.Unknown, SymbolFileProblem.Malformed, []) : SymbolFileIdentity.Read(bytes);
    }

    static bool IsClaimed(SymbolObject part, string claimed)
    {
        var wanted = DebugIds.FromDashed(claimed);
        return wanted.Length > 0 && (part.DebugId == wanted || part.DebugId.Length == 0)
            // Clients differ on the age of what has none.
            || (wanted.Length >= 32 && part.DebugId.StartsWith(wanted[..32], StringComparison.Ordinal) && part.Kind != SymbolFileKind.Breakpad);
    }

    static bool IsZip(ReceivedFile file)
    {
        Span<byte> magic = stackalloc byte[4];
        using var stream = file.Open();
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == 4 && magic is [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'K', 5, 6];
    }

    /// <summary>False for absolute names, drive letters and those that climb out.</summary>
    static bool IsInside(string name) =>
        name.Length is > 0 and < 4096 && name[0] is not ('/' or '\\') && !name.Contains(':', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal)
        && !name.Split('/', '\\').Contains("..");

    static string BaseName(string name) => name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
