using Inquest.Storage.Symbols;

namespace Inquest.Storage.Tests.Symbols;

/// <summary>Packed files: any part of what went in comes out, other tools unpack them too, and damage is told.</summary>
public sealed class PackedFileTests : IDisposable
{
    const int Frame = 1 << 20;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inquest-packed-");

    public void Dispose() => _folder.Delete(recursive: true);

    string NewPath() => Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));

    static byte[] Content(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)((i * 31) ^ (i >> 9)))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Frame - 1)]
    [InlineData(Frame)]
    [InlineData(Frame + 1)]
    [InlineData((2 * Frame) + 12345)]
    public void What_goes_in_comes_out(int size)
    {
        var (content, path) = (Content(size), NewPath());
        var packed = PackedFileWriter.Write(new MemoryStream(content), path);
        Assert.Equal(new FileInfo(path).Length, packed);
        using var stream = PackedFileStream.TryOpen(path)!;
        Assert.Equal(size, stream.Length);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));

        using var plain = new ZstdSharp.DecompressionStream(File.OpenRead(path), leaveOpen: false);
        using var other = new MemoryStream();
        plain.CopyTo(other);
        Assert.True(content.AsSpan().SequenceEqual(other.ToArray()));
    }

    [Fact]
    public void Any_part_is_read_alone()
    {
        var (content, path) = (Content((2 * Frame) + 777), NewPath());
        PackedFileWriter.Write(new MemoryStream(content), path);
        using var stream = PackedFileStream.TryOpen(path)!;
        foreach (var (start, length) in ((int, int)[])[(Frame - 3, 6), (0, 1), (2 * Frame, 777), (content.Length, 5), (content.Length + 99, 1), (5, Frame)])
        {
            var part = new byte[length];
            stream.Position = start;
            var read = stream.ReadAtLeast(part, length, throwOnEndOfStream: false);
            var expected = content.AsSpan(Math.Min(start, content.Length), Math.Clamp(content.Length - start, 0, length));
            Assert.True(expected.SequenceEqual(part.AsSpan(0, read)));
        }
    }

    [Fact]
    public void Damage_is_told()
    {
        var path = NewPath();
        PackedFileWriter.Write(new MemoryStream(Content(5000)), path);
        var bytes = File.ReadAllBytes(path);
        CsCheck.Check.Sample(CsCheck.Gen.Select(CsCheck.Gen.Int[0, bytes.Length - 1], CsCheck.Gen.Byte, CsCheck.Gen.Int[0, bytes.Length]), (at, value, length) =>
        {
            var damaged = bytes.ToArray();
            damaged[at] = value;
            var copy = NewPath();
            File.WriteAllBytes(copy, damaged[..length]);
            try
            {
                using var stream = PackedFileStream.TryOpen(copy)!;
                stream.CopyTo(Stream.Null);
            }
            catch (InvalidDataException)
            {
            }
            finally
            {
                File.Delete(copy);
            }
        }, iter: 200);
        Assert.Null(PackedFileStream.TryOpen(NewPath()));
    }
}
