using Inquest.Formats;
using Inquest.Symbols.Cache;
using Inquest.Symbols.Files;

namespace Inquest.Symbols.Sources;

/// <summary>The content of a candidate as a mapped file: in place when it lies on a disk as it is, else as a temporary copy.</summary>
sealed class CandidateFile : IDisposable
{
    readonly string? _temporary;

    CandidateFile(FileBytes bytes, string? temporary)
    {
        Bytes = bytes;
        _temporary = temporary;
    }

    public FileBytes Bytes { get; }

    /// <summary>Which kind of file a content is, without taking anything from it; text for what cannot be told.</summary>
    public static ModuleFileKind KindOf(Stream content)
    {
        if (!content.CanSeek)
        {
            return ModuleFileKind.BreakpadText;
        }

        Span<byte> magic = stackalloc byte[ModuleFile.MagicLength];
        var start = content.Position;
        int length;
        using (var plain = SymStream.Open(new Unclosed(content)))
        {
            length = plain.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        }

        content.Position = start;
        return ModuleFile.KindOf(magic[..length]);
    }

    /// <exception cref="IOException">The temporary copy cannot be written.</exception>
    /// <exception cref="InvalidDataException">The packed content is damaged, or larger than the limit.</exception>
    public static CandidateFile? Open(Stream content, SymbolLimits limits)
    {
        Span<byte> magic = stackalloc byte[ModuleFile.MagicLength];
        var length = content.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        content.Position = 0;
        if (content is FileStream file && ModuleFile.KindOf(magic[..length]) != ModuleFileKind.Unknown)
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
