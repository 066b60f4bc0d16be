using Inquest.Formats;

namespace Inquest.Capture.Core;

/// <summary>Files that a core names, opened once. A file that was replaced since then is the caller's to notice (build id).</summary>
sealed class MappedFileCache(IReadOnlyDictionary<string, string>? replacements) : IDisposable
{
    readonly Dictionary<string, FileBytes?> _files = new(StringComparer.Ordinal);

    public FileBytes? Get(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            var actual = replacements?.GetValueOrDefault(path) ?? path;
            // Only plain files: opening a device or a pipe that a hostile core names could hang or act.
            file = IsPlainFile(actual) ? MappedFileBytes.TryOpen(actual, out _) : null;
            _files.Add(path, file);
        }

        return file;
    }

    /// <summary>Stops a file from being read: its build id is not the one that ran.</summary>
    public void Distrust(string path)
    {
        if (_files.TryGetValue(path, out var file))
        {
            file?.Dispose();
        }

        _files[path] = null;
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file?.Dispose();
        }

        _files.Clear();
    }

    static bool IsPlainFile(string path)
    {
        try
        {
            return !path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/proc/", StringComparison.Ordinal)
                && File.Exists(path)
                && (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) == FileAttributes.None
                && new FileInfo(path).Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
