namespace Inquest.Storage.Backups;

/// <summary>Copies files that the target lacks; a file counts as there when its size and its time of writing are the same.</summary>
sealed class FolderCopy(Action<string>? copied)
{
    long _copied;
    long _bytes;
    long _kept;

    public BackupCounts Counts => new(_copied, _bytes, _kept);

    /// <summary>Copies everything below <paramref name="from"/> but what <paramref name="leave"/> names, at any depth.</summary>
    public void Tree(string from, string to, HashSet<string> leave)
    {
        var pending = new Stack<string>([""]);
        while (pending.TryPop(out var below))
        {
            Directory.CreateDirectory(Path.Combine(to, below));
            foreach (var entry in new DirectoryInfo(Path.Combine(from, below)).EnumerateFileSystemInfos())
            {
                if (leave.Contains(entry.Name) || entry.LinkTarget is not null)
                {
                    continue;
                }

                var name = Path.Combine(below, entry.Name);
                if (entry is DirectoryInfo)
                {
                    pending.Push(name);
                }
                else
                {
                    File(entry.FullName, Path.Combine(to, name), name, mayBeGone: true);
                }
            }
        }
    }

    public void File(string from, string to, string name, bool mayBeGone)
    {
        var source = new FileInfo(from);
        var target = new FileInfo(to);
        try
        {
            if (target.Exists && target.Length == source.Length && target.LastWriteTimeUtc == source.LastWriteTimeUtc)
            {
                _kept++;
                return;
            }

            // The name appears when the content is whole: a copy that was cut off must not look like one that is there.
            var unfinished = to + ".copy";
            source.CopyTo(unfinished, overwrite: true);
            using (var file = System.IO.File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                RandomAccess.FlushToDisk(file);
            }

            System.IO.File.SetLastWriteTimeUtc(unfinished, source.LastWriteTimeUtc);
            System.IO.File.Move(unfinished, to, overwrite: true);
            Add(name, new FileInfo(to).Length);
        }
        catch (FileNotFoundException) when (mayBeGone)
        {
        }
    }

    public void Add(string name, long bytes)
    {
        _copied++;
        _bytes += bytes;
        copied?.Invoke(name);
    }
}
