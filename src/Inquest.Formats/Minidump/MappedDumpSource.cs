using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Inquest.Formats.Minidump;

/// <summary>A dump on disk, mapped: only the pages that are read cost memory, and the kernel may take them back.</summary>
sealed class MappedDumpSource : DumpSource
{
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    readonly SafeMemoryMappedViewHandle _bytes;

    MappedDumpSource(MemoryMappedFile file, MemoryMappedViewAccessor view, ulong length)
    {
        _file = file;
        _view = view;
        _bytes = view.SafeMemoryMappedViewHandle;
        Length = length;
    }

    // The view's own capacity is rounded up to whole pages; the file's length is the truth.
    public override ulong Length { get; }

    public static MinidumpError TryOpen(string path, out DumpSource? source)
    {
        source = null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var length = stream.Length;
            if (length == 0)
            {
                return MinidumpError.Empty;
            }

            var file = MemoryMappedFile.CreateFromFile(
                path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            source = new MappedDumpSource(file, view, (ulong)length);
            return MinidumpError.None;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return MinidumpError.NotFound;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return MinidumpError.Unreadable;
        }
    }

    public override void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    protected override void Copy(ulong offset, Span<byte> destination) => _bytes.ReadSpan(offset, destination);
}
