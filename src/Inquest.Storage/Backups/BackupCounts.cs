namespace Inquest.Storage.Backups;

/// <summary>What a backup or a restore did.</summary>
/// <param name="Copied">Files that were written.</param>
/// <param name="CopiedBytes">Their size.</param>
/// <param name="Kept">Files that the target had already.</param>
public readonly record struct BackupCounts(long Copied, long CopiedBytes, long Kept);
