namespace Inquest.Storage.Symbols;

/// <summary>Packed contents of symbol files, named by the SHA-256 of what they unpack to: <c>ab/cd….zst</c>.</summary>
/// <remarks>A file is complete and synced before its name exists, and is written before the row that names it commits.</remarks>
public sealed class SymbolVault
{
    readonly string _folder;

    public SymbolVault(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        // What was being written when the process ended is worth nothing.
        var unfinished = Path.Combine(_folder, "new");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
    }

    /// <summary>A new path on the vault's disk for a file on its way in.</summary>
    public string NewPath() => Path.Combine(_folder, "new", Guid.NewGuid().ToString("N"));

    /// <summary>Packs a file in, unless its content is here already.</summary>
    /// <param name="sha256">Hash of the content, which the caller has computed.</param>
    /// <param name="content">Read from its position to its end.</param>
    /// <returns>Bytes on disk.</returns>
    public long Put(ReadOnlySpan<byte> sha256, Stream content)
    {
        var path = PathOf(sha256);
        if (File.Exists(path))
        {
            return new FileInfo(path).Length;
        }

        var temporary = NewPath();
        try
        {
            var size = PackedFileWriter.Write(content, temporary);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
            return size;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The content of a hash, or null when it is not there.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public PackedFileStream? Open(ReadOnlySpan<byte> sha256) => PackedFileStream.TryOpen(PathOf(sha256));

    /// <summary>Where the packed content of a hash lies; the file may be missing.</summary>
    public string PathOf(ReadOnlySpan<byte> sha256)
    {
        var hex = Convert.ToHexStringLower(sha256);
        return Path.Combine(_folder, hex[..2], hex[2..] + ".zst");
    }

    public void Delete(ReadOnlySpan<byte> sha256) => File.Delete(PathOf(sha256));
}
