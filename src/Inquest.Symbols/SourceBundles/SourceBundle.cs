using System.IO.Compression;
using System.Text.Json;
using Inquest.Symbols.Identity;

namespace Inquest.Symbols.SourceBundles;

/// <summary>A source bundle: <c>SYSB</c>, a version of 2, and a zip whose <c>manifest.json</c> says which source each entry is.</summary>
/// <remarks>Made by sentry-cli. Hostile bundles give null or nothing, never an exception.</remarks>
public sealed class SourceBundle : ISourceFiles
{
    const int HeaderSize = 8;

    readonly Stream _content;
    readonly ZipArchive _zip;
    readonly Dictionary<string, string> _entryByPath;

    SourceBundle(Stream content, ZipArchive zip, Dictionary<string, string> entryByPath)
    {
        _content = content;
        _zip = zip;
        _entryByPath = entryByPath;
    }

    /// <summary>Breakpad form, or empty.</summary>
    public string DebugId { get; private init; } = "";

    public string CodeId { get; private init; } = "";

    public string ObjectName { get; private init; } = "";

    public string Architecture { get; private init; } = "";

    /// <summary>The paths of the sources as the compiler spelled them.</summary>
    public IReadOnlyCollection<string> Paths => _entryByPath.Keys;

    /// <param name="content">A seekable stream at the start of the bundle; the bundle owns it from now on.</param>
    public static SourceBundle? TryOpen(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        ZipArchive? zip = null;
        try
        {
            Span<byte> magic = stackalloc byte[HeaderSize];
            if (content.ReadAtLeast(magic, HeaderSize, throwOnEndOfStream: false) < HeaderSize || !magic.StartsWith("SYSB"u8))
            {
                content.Dispose();
                return null;
            }

            zip = Open(content);
            return zip.Entries.Count > IdentityLimits.BundleFilesMax || ReadManifest(content, zip) is not { } bundle ? Close(content, zip) : bundle;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or JsonException or NotSupportedException or ArgumentException
            or InvalidOperationException)
        {
            zip?.Dispose();
            content.Dispose();
            return null;
        }
    }

    /// <summary>The text of a source by the path that debug information gives, or null.</summary>
    public byte[]? Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!_entryByPath.TryGetValue(Normalise(path), out var name) || _zip.GetEntry(name) is not { } entry
            || entry.Length > IdentityLimits.SourceBytesMax)
        {
            return null;
        }

        try
        {
            using var stream = entry.Open();
            return ReadBounded(stream, IdentityLimits.SourceBytesMax);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _zip.Dispose();
        _content.Dispose();
    }

    /// <remarks>Folklore: sentry-cli counts the zip's offsets from the start of the file; other writers count from the zip's own start.</remarks>
    static ZipArchive Open(Stream content)
    {
        try
        {
            content.Position = 0;
            var whole = new ZipArchive(new OffsetStream(content, 0), ZipArchiveMode.Read, leaveOpen: true);
            // The directory is only read when it is asked for.
            _ = whole.Entries.Count;
            return whole;
        }
        catch (InvalidDataException)
        {
            return new ZipArchive(new OffsetStream(content, HeaderSize), ZipArchiveMode.Read, leaveOpen: true);
        }
    }

    static SourceBundle? Close(Stream content, ZipArchive zip)
    {
        zip.Dispose();
        content.Dispose();
        return null;
    }

    static SourceBundle? ReadManifest(Stream content, ZipArchive zip)
    {
        if (zip.GetEntry("manifest.json") is not { Length: <= IdentityLimits.ManifestBytesMax } entry)
        {
            return null;
        }

        using var stream = entry.Open();
        if (ReadBounded(stream, IdentityLimits.ManifestBytesMax) is not { } json)
        {
            return null;
        }

        using var manifest = JsonDocument.Parse(json);
        var root = manifest.RootElement;
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Object)
        {
            foreach (var file in files.EnumerateObject())
            {
                if (Text(file.Value, "path") is { Length: > 0 } path)
                {
                    entries.TryAdd(Normalise(path), file.Name);
                }
            }
        }

        return new SourceBundle(content, zip, entries)
        {
            DebugId = DebugIds.FromDashed(Text(root, "debug_id")),
            CodeId = Text(root, "code_id") is { } code && Sources.SymbolPath.IsId(code) ? code.ToLowerInvariant() : "",
            ObjectName = Text(root, "object_name") ?? "",
            Architecture = Text(root, "arch") ?? "",
        };
    }

    static byte[]? ReadBounded(Stream stream, int bytesMax)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            // The size in a zip's directory is a claim.
            if (content.Length + count > bytesMax)
            {
                return null;
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    // Compilers on Windows mix both kinds of slashes in one path.
    static string Normalise(string path) => path.Replace('\\', '/');

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
