namespace Inquest.Storage.Backups;

/// <summary>The closed list of reasons why a backup is not made or not taken back.</summary>
public enum BackupError
{
    None = 0,

    /// <summary>The data folder has no database.</summary>
    NoDatabase,

    /// <summary>Source and target are one folder, or one lies in the other.</summary>
    Overlapping,

    /// <summary>The folder is not empty and holds no backup.</summary>
    NotABackup,

    /// <summary>A backup that did not come to its end.</summary>
    Incomplete,

    /// <summary>Restoring writes into an empty folder only.</summary>
    TargetNotEmpty,

    /// <summary>The database of the backup is damaged.</summary>
    Damaged,
}
