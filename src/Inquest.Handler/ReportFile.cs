using Inquest.Capture.Minidump;
using Inquest.Client.Spool;

namespace Inquest.Handler;

/// <summary>A report on its way to the disk: room for it is set aside first, so that a process is not let go for a report that cannot be kept.</summary>
sealed class ReportFile : IDisposable
{
    readonly SpoolFolder _spool;
    readonly string _temporary;
    readonly string _path;
    readonly FileStream _file;
    bool _isPublished;

    ReportFile(SpoolFolder spool, string temporary, string path, FileStream file)
    {
        _spool = spool;
        _temporary = temporary;
        _path = path;
        _file = file;
    }

    public string Name => Path.GetFileName(_path);

    /// <exception cref="IOException">There is no room or no folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static ReportFile Create(SpoolFolder spool, Guid id, long size)
    {
        var path = Path.Combine(spool.Root, "pending", $"{id:N}.dmp");
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = size,
            // What was in somebody's memory is nobody else's business.
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        return new ReportFile(spool, temporary, path, file);
    }

    /// <summary>Writes dump and event. On return both survive a power cut.</summary>
    public void Write(PlannedMinidump dump, ReportFacts facts)
    {
        dump.WriteTo(_file, facts.Annotations());
        // Of the room that was set aside nothing is kept that is not needed.
        _file.SetLength(_file.Position);
        _file.Flush(flushToDisk: true);
        File.Move(_temporary, _path, overwrite: true);
        _isPublished = true;
        _spool.Add(facts.Id.ToString("N"), EventWriter.Write(facts, Name).Span);
    }

    /// <summary>Removes what was not written to its end.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isPublished)
        {
            File.Delete(_temporary);
        }
    }
}
