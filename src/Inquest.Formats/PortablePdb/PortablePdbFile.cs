using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Inquest.Formats.PortablePdb;

/// <summary>A portable PDB: where the instructions of .NET methods come from, and the sources where they are embedded.</summary>
/// <remarks>
/// Read with System.Reflection.Metadata (portable PDB format, version 1.0). It throws <see cref="BadImageFormatException"/> on bytes that
/// make no sense; that ends here.
/// </remarks>
public sealed class PortablePdbFile : IDisposable
{
    // Kind of custom debug information: the text of a document.
    static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    readonly MetadataReaderProvider _provider;
    readonly MetadataReader _reader;
    readonly PortablePdbLimits _limits;

    PortablePdbFile(MetadataReaderProvider provider, MetadataReader reader, PortablePdbLimits limits)
    {
        _provider = provider;
        _reader = reader;
        _limits = limits;
        var id = reader.DebugMetadataHeader!.Id;
        Id = new Guid(id.AsSpan()[..16]);
        Stamp = BinaryPrimitives.ReadUInt32LittleEndian(id.AsSpan()[16..]);
    }

    public Guid Id { get; }

    /// <summary>What an image has as time stamp of its debug directory entry.</summary>
    public uint Stamp { get; }

    /// <summary>As SDKs name it, in Breakpad's form: the id and the stamp as the age.</summary>
    public string DebugId => $"{Id.ToString("N").ToUpperInvariant()}{Stamp:x}";

    /// <summary>The folder in a symbol server (SSQP): the id and an age that cannot be.</summary>
    public string ServerKey => Id.ToString("N").ToUpperInvariant() + "FFFFFFFF";

    public int MethodCount => _reader.MethodDebugInformation.Count;

    public static bool IsPortablePdb(ReadOnlySpan<byte> start) => start.StartsWith("BSJB"u8);

    public static PortablePdbError TryOpen(ReadOnlyMemory<byte> bytes, PortablePdbLimits limits, out PortablePdbFile? file)
    {
        ArgumentNullException.ThrowIfNull(limits);
        file = null;
        if (!IsPortablePdb(bytes.Span))
        {
            return PortablePdbError.NotPortablePdb;
        }

        try
        {
            var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(bytes.Span));
            var reader = provider.GetMetadataReader();
            if (reader.DebugMetadataHeader is not { Id.Length: 20 })
            {
                provider.Dispose();
                return PortablePdbError.NotPortablePdb;
            }

            file = new PortablePdbFile(provider, reader, limits);
            return PortablePdbError.None;
        }
        catch (Exception error) when (IsOfBadBytes(error))
        {
            return PortablePdbError.Malformed;
        }
    }

    /// <summary>The PDB inside an assembly, where the compiler was told to embed it.</summary>
    public static PortablePdbError TryOpenEmbedded(ReadOnlyMemory<byte> image, PortablePdbLimits limits, out PortablePdbFile? file)
    {
        ArgumentNullException.ThrowIfNull(limits);
        file = null;
        try
        {
            using var pe = new PEReader(ImmutableArray.Create(image.Span));
            foreach (var entry in pe.ReadDebugDirectory())
            {
                if (entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb && entry.DataPointer >= 0 && entry.DataSize >= 8
                    && entry.DataPointer <= image.Length - entry.DataSize)
                {
                    // "MPDB", the size after inflating, deflated bytes. Inflated here, because the library takes any size.
                    var data = image.Slice(entry.DataPointer, entry.DataSize);
                    var size = BinaryPrimitives.ReadInt32LittleEndian(data.Span[4..]);
                    return data.Span.StartsWith("MPDB"u8) && Inflate(data[8..], size, limits.PdbSizeMax, limits) is { } content
                        ? TryOpen(content, limits, out file)
                        : PortablePdbError.Malformed;
                }
            }

            return PortablePdbError.NotEmbedded;
        }
        catch (Exception error) when (IsOfBadBytes(error))
        {
            return PortablePdbError.Malformed;
        }
    }

    /// <summary>The lines of a method in order of offset; empty when it has none or they make no sense.</summary>
    /// <param name="token">Metadata token of the method (0x06……), or its row number.</param>
    public IReadOnlyList<IlLine> Lines(uint token)
    {
        var row = (int)(token & 0x00FF_FFFF);
        if (row == 0 || row > MethodCount || token >> 24 is not (0 or 6))
        {
            return [];
        }

        try
        {
            var method = _reader.GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(row));
            var lines = new List<IlLine>();
            var files = new Dictionary<DocumentHandle, string>();
            foreach (var point in method.GetSequencePoints())
            {
                if (lines.Count >= _limits.SequencePointCountMax)
                {
                    break;
                }

                if (!files.TryGetValue(point.Document, out var file))
                {
                    file = FileName(point.Document);
                    files.Add(point.Document, file);
                }

                if (lines.Count == 0 || lines[^1].Offset < point.Offset)
                {
                    lines.Add(new IlLine(point.Offset, file, point.IsHidden ? 0 : point.StartLine));
                }
            }

            return lines;
        }
        catch (Exception error) when (IsOfBadBytes(error))
        {
            return [];
        }
    }

    /// <summary>Where an instruction comes from; hidden code counts to the line before it.</summary>
    public IlLine? Find(uint token, uint offset)
    {
        IlLine? found = null;
        foreach (var line in Lines(token))
        {
            if ((uint)line.Offset > offset)
            {
                break;
            }

            found = line.Line > 0 ? line : found;
        }

        return found;
    }

    /// <summary>The source files that are inside of the PDB, by the path of the compiler.</summary>
    public IEnumerable<string> EmbeddedFiles()
    {
        var files = new List<string>();
        try
        {
            foreach (var handle in _reader.Documents)
            {
                if (SourceBlob(handle) is not null)
                {
                    files.Add(FileName(handle));
                }
            }
        }
        catch (Exception error) when (IsOfBadBytes(error))
        {
            // What was read before stands.
        }

        return files;
    }

    /// <summary>The text of an embedded source file as bytes; null when it is not embedded or makes no sense.</summary>
    public ReadOnlyMemory<byte>? SourceOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            foreach (var handle in _reader.Documents)
            {
                if (FileName(handle) == file && SourceBlob(handle) is { Length: >= 4 } blob)
                {
                    // A size of 0 means that the text follows as it is.
                    var size = BinaryPrimitives.ReadInt32LittleEndian(blob);
                    return size == 0 ? blob.AsMemory(4) : Inflate(blob.AsMemory(4), size, _limits.SourceSizeMax, _limits);
                }
            }
        }
        catch (Exception error) when (IsOfBadBytes(error))
        {
            return null;
        }

        return null;
    }

    public void Dispose() => _provider.Dispose();

    byte[]? SourceBlob(DocumentHandle handle)
    {
        foreach (var information in _reader.GetCustomDebugInformation(handle))
        {
            var entry = _reader.GetCustomDebugInformation(information);
            if (_reader.GetGuid(entry.Kind) == EmbeddedSource)
            {
                return _reader.GetBlobBytes(entry.Value);
            }
        }

        return null;
    }

    string FileName(DocumentHandle handle) => handle.IsNil ? "" : _reader.GetString(_reader.GetDocument(handle).Name);

    static byte[]? Inflate(ReadOnlyMemory<byte> packed, int size, int sizeMax, PortablePdbLimits limits)
    {
        if (size < 0 || size > Math.Min(sizeMax, packed.Length * limits.CompressionRatioMax))
        {
            return null;
        }

        var content = new byte[size];
        using var stream = new MemoryStream(packed.ToArray());
        using var deflate = new DeflateStream(stream, CompressionMode.Decompress);
        return deflate.ReadAtLeast(content, size, throwOnEndOfStream: false) == size ? content : null;
    }

    // What the library and the inflater throw on bytes that make no sense.
    static bool IsOfBadBytes(Exception error) =>
        error is BadImageFormatException or InvalidDataException or ArgumentException or InvalidOperationException or OverflowException;
}
