using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Inquest.Formats;

/// <summary>A file on disk, mapped: only the pages that are read cost memory, and the kernel may take them back.</summary>
/// <remarks>
/// Reading a page past the new end of a file that was cut after it was opened ends the process (SIGBUS), as with every
/// user of mmap. Files of untrusted origin are therefore first copied to a place where nobody else writes.
/// </remarks>
public sealed unsafe partial class MappedFileBytes : FileBytes
{
    const int DontNeed = 4; // MADV_DONTNEED

    static readonly nuint PageSize = (nuint)Environment.SystemPageSize;

    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    readonly byte* _start;

    MappedFileBytes(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _file = file;
        _view = view;
        Length = length;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
    }

    public override long Length { get; }

    /// <summary>Maps a file; null with the reason when it cannot be read. An empty file is readable and has no bytes.</summary>
    public static FileBytes? TryOpen(string path, out string? reason)
    {
        reason = null;
        try
        {
            // FileInfo says of a link how long its target's name is; libraries are links as often as not.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = stream.Length;
            if (length == 0)
            {
                return new MemoryFileBytes(default);
            }

            var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            return new MappedFileBytes(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            reason = e.Message;
            return null;
        }
    }

    /// <summary>
    /// Says that a view is not needed for a while: its pages leave the process's memory and are read again when somebody looks.
    /// Nothing happens to a view of anything but a mapped file.
    /// </summary>
    public static void Forget(ReadOnlyMemory<byte> view)
    {
        if (!OperatingSystem.IsLinux() || (nuint)view.Length < PageSize
            || !MemoryMarshal.TryGetMemoryManager<byte, Range>(view, out _, out _, out _))
        {
            return;
        }

        using var pin = view.Pin();
        // Whole pages only: those at the ends have neighbours in them.
        var start = ((nuint)pin.Pointer + PageSize - 1) & ~(PageSize - 1);
        var end = ((nuint)pin.Pointer + (nuint)view.Length) & ~(PageSize - 1);
        if (start < end)
        {
            // A refusal costs memory and nothing else.
            _ = Advise((void*)start, end - start, DontNeed);
        }
    }

    protected override ReadOnlyMemory<byte> View(long offset, int size) => new Range(this, _start + offset, size).Memory;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint size, int advice);

    // Holds its owner, so that a view in use keeps the mapping alive when nobody disposes of it.
    sealed class Range(MappedFileBytes owner, byte* start, int size) : MemoryManager<byte>
    {
        readonly MappedFileBytes _owner = owner;

        public override Span<byte> GetSpan()
        {
            GC.KeepAlive(_owner);
            return new(start, size);
        }

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
