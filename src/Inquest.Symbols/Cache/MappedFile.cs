using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Inquest.Symbols.Cache;

/// <summary>A file mapped for reading. The only type that holds a pointer; every span it hands out is checked.</summary>
/// <remarks>
/// Spans are good while the object lives: callers end with <see cref="GC.KeepAlive"/>. The file must not be cut while it
/// is mapped, which the writer sees to: it renames a finished file into place and never writes to one that has a name.
/// </remarks>
sealed unsafe class MappedFile : IDisposable
{
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    byte* _start;

    MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, ulong length)
    {
        _file = file;
        _view = view;
        Length = length;

        // Without a reference counted on the handle: its own finalizer unmaps the file once nothing uses this object,
        // which is what lets a mapping be dropped while a lookup on another thread still holds it.
        _start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }

    public ulong Length { get; private set; }

    /// <exception cref="IOException">The file cannot be opened or mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static MappedFile? Open(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var length = stream.Length;
        if (length == 0)
        {
            return null;
        }

        var file = MemoryMappedFile.CreateFromFile(
            stream, null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), (ulong)length);
    }

    /// <summary>The entries of a table, or none when they do not lie in the file.</summary>
    public ReadOnlySpan<T> Table<T>(TableRef table)
        where T : unmanaged
    {
        var size = (ulong)table.Count * (uint)Unsafe.SizeOf<T>();
        return table.Count > int.MaxValue || table.Offset > Length || size > Length - table.Offset
            ? default
            : new ReadOnlySpan<T>(_start + table.Offset, (int)table.Count);
    }

    public ReadOnlySpan<byte> Text(TextRef text) =>
        Table<byte>(new TableRef { Offset = text.Offset, Count = text.Length });

    public void Dispose()
    {
        Length = 0;
        _start = null;
        _view.Dispose();
        _file.Dispose();
    }
}
