using System.IO.Compression;
using System.Reflection.Metadata;
using Inquest.Symbols.Identity;

namespace Inquest.Symbols.SourceBundles;

/// <summary>The sources that a portable PDB carries inside (custom debug information "embedded source", Portable PDB specification).</summary>
/// <remarks>Each is a number, 0 for plain bytes or the size of what the deflated bytes unpack to, and the bytes.</remarks>
public sealed class EmbeddedSources : ISourceFiles
{
    static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    readonly MetadataReaderProvider _provider;
    readonly MetadataReader _reader;
    readonly Dictionary<string, DocumentHandle> _documentByPath;

    EmbeddedSources(MetadataReaderProvider provider, MetadataReader reader, Dictionary<string, DocumentHandle> documentByPath)
    {
        _provider = provider;
        _reader = reader;
        _documentByPath = documentByPath;
    }

    /// <param name="content">A stream at the start of the PDB; owned from now on.</param>
    /// <returns>Null when it is no portable PDB.</returns>
    public static EmbeddedSources? TryOpen(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        MetadataReaderProvider? provider = null;
        try
        {
            // Read whole: the reader follows offsets of the file, and looks at each before it does.
            provider = MetadataReaderProvider.FromPortablePdbStream(content, MetadataStreamOptions.PrefetchMetadata);
            var reader = provider.GetMetadataReader();
            var documents = new Dictionary<string, DocumentHandle>(StringComparer.Ordinal);
            foreach (var handle in reader.Documents)
            {
                documents.TryAdd(Normalise(reader.GetString(reader.GetDocument(handle).Name)), handle);
            }

            return new EmbeddedSources(provider, reader, documents);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or InvalidDataException or ArgumentException or InvalidOperationException
            or OverflowException)
        {
            provider?.Dispose();
            content.Dispose();
            return null;
        }
    }

    public byte[]? Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!_documentByPath.TryGetValue(Normalise(path), out var document))
        {
            return null;
        }

        try
        {
            foreach (var handle in _reader.GetCustomDebugInformation(document))
            {
                var information = _reader.GetCustomDebugInformation(handle);
                if (_reader.GetGuid(information.Kind) == EmbeddedSource)
                {
                    return Unpack(_reader.GetBlobBytes(information.Value));
                }
            }
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidDataException or ArgumentException or OverflowException)
        {
            // A damaged row: the source counts as absent.
        }

        return null;
    }

    public void Dispose() => _provider.Dispose();

    static byte[]? Unpack(byte[] blob)
    {
        if (blob.Length < sizeof(int))
        {
            return null;
        }

        var size = BitConverter.ToInt32(blob);
        if (size == 0)
        {
            return blob[sizeof(int)..];
        }

        if (size is < 0 or > IdentityLimits.SourceBytesMax)
        {
            return null;
        }

        using var packed = new MemoryStream(blob, sizeof(int), blob.Length - sizeof(int));
        using var inflating = new DeflateStream(packed, CompressionMode.Decompress);
        var text = new byte[size];
        var length = inflating.ReadAtLeast(text, size, throwOnEndOfStream: false);
        return text[..length];
    }

    static string Normalise(string path) => path.Replace('\\', '/');
}
