using Inquest.Formats;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Identity;

namespace Inquest.Symbols.Sources;

/// <summary>The content of a candidate as a mapped file: in place when it lies on a disk as it is, else as a temporary copy.</summary>
sealed class CandidateFile : IDisposable
{
    // Enough for every magic number.
    const int MagicLength = 64;

    readonly string? _temporary;

    CandidateFile(FileBytes bytes, string? temporary)
    {
        Bytes = bytes;
        _temporary = temporary;
    }

    public FileBytes Bytes { get; }

    /// <summary>Which kind of file a content is, unpacked; gives back a stream from which nothing has been taken.</summary>
    public static Stream WithKind(Stream content, out SymbolFileKind kind)
    {
        if (!content.CanSeek)
        {
            // Such a stream comes out of a decompressor: it is what it begins with.
            var head = new byte[MagicLength];
            var taken = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            kind = SymbolFileIdentity.KindOf(head.AsSpan(0, taken));
            return new PrefixedStream(head.AsMemory(0, taken), content);
        }

        Span<byte> magic = stackalloc byte[MagicLength];
        var start = content.Position;
        int length;
        using (var plain = SymStream.Open(new Unclosed(content)))
        {
            length = plain.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        }

        content.Position = start;
        kind = SymbolFileIdentity.KindOf(magic[..length]);
        return content;
    }

    /// <exception cref="IOException">The temporary copy cannot be written.</exception>
    /// <exception cref="InvalidDataException">The packed content is damaged, or larger than the limit.</exception>
    public static CandidateFile? Open(Stream content, SymbolLimits limits)
    {
        if (content is FileStream file && IsPlain(file))
        {
            return MappedFileBytes.TryOpen(file.Name, out _) is { } inPlace ? new CandidateFile(inPlace, null) : null;
        }

        var temporary = Path.Combine(Path.GetTempPath(), "inquest-" + Path.GetRandomFileName());
        try
        {
            using (var copy = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                using var plain = SymStream.Open(new Unclosed(content));
                Copy(plain, copy, limits.ObjectBytesMax);
            }

            if (MappedFileBytes.TryOpen(temporary, out _) is { } bytes)
            {
                var opened = new CandidateFile(bytes, temporary);
                temporary = "";
                return opened;
            }

            return null;
        }
        finally
        {
            Remove(temporary);
        }
    }

    public void Dispose()
    {
        Bytes.Dispose();
        Remove(_temporary);
    }

    static bool IsPlain(FileStream file)
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return SymbolFileIdentity.KindOf(magic[..length]) != SymbolFileKind.Unknown;
    }

    static void Copy(Stream from, FileStream to, long bytesMax)
    {
        var buffer = new byte[1 << 17];
        int count;
        while ((count = from.Read(buffer)) > 0)
        {
            to.Write(buffer, 0, count);
            if (to.Position > bytesMax)
            {
                throw new InvalidDataException("The file is larger than any that is read.");
            }
        }
    }

    static void Remove(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system clears its folder of temporary files.
        }
    }

    /// <summary>Keeps a decompressor from closing what it reads.</summary>
    sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
