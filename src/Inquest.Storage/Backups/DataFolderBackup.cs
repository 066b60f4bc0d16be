using Inquest.Storage.Spool;
using Microsoft.Data.Sqlite;

namespace Inquest.Storage.Backups;

/// <summary>Copies a data folder, also of a server that runs, and takes the copy back.</summary>
/// <remarks>
/// The order makes the copy consistent while the server writes: the spool first, then the database in one read transaction,
/// then everything else. A report that was acknowledged before the start lies in a segment that was copied, or was read into the
/// database before its segment went. The database's cursor may be ahead of the copied segments: what it has passed is in the
/// database. Blobs and symbols are written before the row that names them, so those that the database names are there to be copied.
/// A second backup into the same folder copies only what is new. <see cref="MarkName"/> is there only while the copy is whole.
/// </remarks>
public static class DataFolderBackup
{
    /// <summary>Says that the copy came to its end, and when.</summary>
    public const string MarkName = "backup-complete";

    const string DatabaseName = "inquest.db";
    const string SpoolName = "spool";

    // Made again by themselves, or parts of uploads that their senders begin anew.
    static readonly HashSet<string> Left = new(StringComparer.Ordinal)
    {
        "symbol-cache", "symbol-chunks", "symbol-uploads", "new", DatabaseName, DatabaseName + "-wal", DatabaseName + "-shm", SpoolName, MarkName,
    };

    /// <summary>Copies the data folder to <paramref name="target"/>, a new folder or that of an earlier backup.</summary>
    /// <param name="copied">Told the name of each file that was copied, relative to the data folder.</param>
    /// <exception cref="IOException">The disk did not take it; the target is then no backup.</exception>
    public static BackupError Make(string dataFolder, string target, TimeProvider time, Action<string>? copied, out BackupCounts counts)
    {
        ArgumentNullException.ThrowIfNull(time);
        counts = default;
        if (!File.Exists(Path.Combine(dataFolder, DatabaseName)))
        {
            return BackupError.NoDatabase;
        }

        if (Overlap(dataFolder, target))
        {
            return BackupError.Overlapping;
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !File.Exists(Path.Combine(target, DatabaseName))
            && !Directory.Exists(Path.Combine(target, SpoolName)))
        {
            return BackupError.NotABackup;
        }

        Directory.CreateDirectory(target);
        var mark = Path.Combine(target, MarkName);
        File.Delete(mark);
        var copy = new FolderCopy(copied);
        CopySpool(dataFolder, target, copy);
        CopyDatabase(dataFolder, target);
        copy.Add(DatabaseName, new FileInfo(Path.Combine(target, DatabaseName)).Length);
        copy.Tree(dataFolder, target, Left);
        File.WriteAllText(mark, time.GetUtcNow().ToString("O") + "\n");
        counts = copy.Counts;
        return BackupError.None;
    }

    /// <summary>Copies a backup into an empty data folder and checks its database.</summary>
    public static BackupError Restore(string backup, string dataFolder, Action<string>? copied, out BackupCounts counts)
    {
        counts = default;
        if (!File.Exists(Path.Combine(backup, DatabaseName)))
        {
            return BackupError.NotABackup;
        }

        if (!File.Exists(Path.Combine(backup, MarkName)))
        {
            return BackupError.Incomplete;
        }

        if (Overlap(backup, dataFolder))
        {
            return BackupError.Overlapping;
        }

        if (Directory.Exists(dataFolder) && Directory.EnumerateFileSystemEntries(dataFolder).Any())
        {
            return BackupError.TargetNotEmpty;
        }

        if (!IsSound(Path.Combine(backup, DatabaseName)))
        {
            return BackupError.Damaged;
        }

        var copy = new FolderCopy(copied);
        copy.Tree(backup, dataFolder, new(StringComparer.Ordinal) { MarkName });
        counts = copy.Counts;
        return BackupError.None;
    }

    static void CopySpool(string dataFolder, string target, FolderCopy copy)
    {
        var (from, to) = (Path.Combine(dataFolder, SpoolName), Path.Combine(target, SpoolName));
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.CreateDirectory(to);
        if (!Directory.Exists(from))
        {
            return;
        }

        foreach (var name in SegmentFile.List(from).Select(SegmentFile.Name))
        {
            // One that was read meanwhile is gone, and its records are in the database.
            copy.File(Path.Combine(from, name), Path.Combine(to, name), Path.Combine(SpoolName, name), mayBeGone: true);
        }
    }

    static void CopyDatabase(string dataFolder, string target)
    {
        var unfinished = Path.Combine(target, DatabaseName + ".new");
        Delete(unfinished);
        Database.Prepare();
        // All pages in one step and so in one read transaction: the server's writes go on beside it in the log.
        using (var source = Open(Path.Combine(dataFolder, DatabaseName)))
        using (var copy = Open(unfinished))
        {
            source.BackupDatabase(copy);
            using var journal = copy.CreateCommand();
            journal.CommandText = "PRAGMA journal_mode=DELETE";
            journal.ExecuteNonQuery();
        }

        Delete(Path.Combine(target, DatabaseName));
        File.Move(unfinished, Path.Combine(target, DatabaseName));
    }

    static bool IsSound(string path)
    {
        Database.Prepare();
        try
        {
            using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            database.Open();
            using var check = database.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            return check.ExecuteScalar() is "ok";
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    static void Delete(string database)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(database + suffix);
        }
    }

    static bool Overlap(string first, string second)
    {
        var (one, other) = (Rooted(first), Rooted(second));
        return one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);

        static string Rooted(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
    }
}
