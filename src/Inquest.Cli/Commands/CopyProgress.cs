using Inquest.Storage.Backups;

namespace Inquest.Cli.Commands;

/// <summary>What people read while a backup is made or taken back, and after it.</summary>
static class CopyProgress
{
    const int LineWidth = 70;

    /// <summary>Shows the file at hand on a terminal; null elsewhere.</summary>
    public static Action<string>? OnTerminal()
    {
        if (Console.IsErrorRedirected)
        {
            return null;
        }

        long files = 0;
        return name => Console.Error.Write($"\r{++files:N0} files  {(name.Length > LineWidth ? "…" + name[^(LineWidth - 1)..] : name).PadRight(LineWidth)}");
    }

    public static void Clear()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r" + new string(' ', LineWidth + 20) + "\r");
        }
    }

    public static string Words(BackupCounts counts) =>
        $"{counts.Copied:N0} files, {counts.CopiedBytes / (1 << 20):N0} MiB" + (counts.Kept > 0 ? $" ({counts.Kept:N0} were there already)" : "");

    public static string Sentence(BackupError error, string from, string to) => error switch
    {
        BackupError.NoDatabase => $"{from} is no data folder: it has no inquest.db. Give the one that the server runs on with --data.",
        BackupError.Overlapping => $"{from} and {to} lie in each other. Give a folder elsewhere, best on another disk.",
        BackupError.NotABackup when !Directory.Exists(from) || !File.Exists(Path.Combine(from, "inquest.db")) => $"{from} is no backup: it has no inquest.db.",
        BackupError.NotABackup => $"{to} has other things in it. Give a new folder, or that of an earlier backup.",
        BackupError.Incomplete => $"the backup in {from} did not come to its end. Take an earlier one, or repeat 'inquest server backup' if the server still runs.",
        BackupError.TargetNotEmpty => $"{to} is not empty, and nothing is overwritten. Move it away or give another --data.",
        BackupError.Damaged => $"the database in {from} is damaged. Take an earlier backup.",
        _ => error.ToString(),
    };
}
