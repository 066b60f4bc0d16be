namespace Inquest.Server.Workers;

/// <summary>Keeps a record that kills the process from doing so for ever.</summary>
/// <remarks>
/// The cursor counts the starts that did not get past it. After two the drainer takes one record at a time and marks each
/// before it begins; a record that was begun five times that way and never finished is stored as failed, unread.
/// <code>
/// attempts  meaning
///     0     the last batch was committed
///   1, 2    starts from here that died in a batch
///    10     one at a time from here on, this record not begun
/// 11..15    one at a time, begun that often less ten
/// </code>
/// </remarks>
static class PoisonGuard
{
    public const int Careful = 10;
    const int DeathsBeforeCare = 2;

    /// <summary>Records that are taken singly before batches are trusted again: a full transaction.</summary>
    public const int CarefulRecords = WorkerLimits.TransactionRecordsMax;

    /// <summary>The count to write at a start that finds unread records.</summary>
    public static int AtStart(int attempts) =>
        attempts >= Careful ? attempts : attempts + 1 > DeathsBeforeCare ? Careful : attempts + 1;

    public static bool IsCareful(int attempts) => attempts >= Careful;

    /// <summary>True when the record at the cursor must not be begun again.</summary>
    public static bool IsPoison(int attempts) => attempts - Careful >= WorkerLimits.PoisonBeginningsMax;
}
