using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;
using Inquest.Formats;
using Inquest.Symbols.Identity;
using Inquest.Symbols.SourceBundles;

namespace Inquest.Symbols.Tests;

/// <summary>Portable PDBs as compilers write them with their sources inside.</summary>
public sealed class EmbeddedSourcesTests
{
    static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    static byte[] Pdb(string path, byte[] blob)
    {
        var metadata = new MetadataBuilder();
        var document = metadata.AddDocument(metadata.GetOrAddDocumentName(path), default, default, default);
        metadata.AddCustomDebugInformation(document, metadata.GetOrAddGuid(EmbeddedSource), metadata.GetOrAddBlob(blob));
        var builder = new PortablePdbBuilder(
            metadata, ImmutableArray.CreateRange(new int[MetadataTokens.TableCount]), default, _ => new BlobContentId(Id, 0x12345678));
        var content = new BlobBuilder();
        builder.Serialize(content);
        return content.ToArray();
    }

    static byte[] Packed(string text)
    {
        using var blob = new MemoryStream();
        blob.Write(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)));
        using (var deflate = new DeflateStream(blob, CompressionMode.Compress, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return blob.ToArray();
    }

    [Fact]
    public void Plain_and_packed_sources_are_read_by_either_slash()
    {
        using var packed = EmbeddedSources.TryOpen(new MemoryStream(Pdb(@"C:\src\a.cs", Packed("class A;\n"))))!;
        Assert.Equal("class A;\n", Encoding.UTF8.GetString(packed.Read("C:/src/a.cs")!));
        Assert.Null(packed.Read("C:/src/b.cs"));
        using var plain = EmbeddedSources.TryOpen(new MemoryStream(Pdb("/src/a.cs", [0, 0, 0, 0, (byte)'x'])))!;
        Assert.Equal("x"u8.ToArray(), plain.Read("/src/a.cs"));
    }

    [Fact]
    public void Its_ids_are_those_of_dumps_and_of_sdks()
    {
        var identity = SymbolFileIdentity.Read(new MemoryFileBytes(Pdb("/a.cs", [0, 0, 0, 0])));
        Assert.Equal(
            ["00112233445566778899AABBCCDDEEFF1", "00112233445566778899AABBCCDDEEFF12345678"], identity.Objects.Select(part => part.DebugId));
    }

    [Fact]
    public void Damage_never_throws()
    {
        var pdb = Pdb("/src/a.cs", Packed(new string('y', 500)));
        CsCheck.Check.Sample(CsCheck.Gen.Select(CsCheck.Gen.Int[0, pdb.Length - 1], CsCheck.Gen.Byte, CsCheck.Gen.Int[0, pdb.Length]), (at, value, length) =>
        {
            var damaged = pdb.ToArray();
            damaged[at] = value;
            using var sources = EmbeddedSources.TryOpen(new MemoryStream(damaged[..length]));
            _ = sources?.Read("/src/a.cs");
            _ = SymbolFileIdentity.Read(new MemoryFileBytes(damaged.AsMemory(0, length)));
        });
    }
}
