namespace Inquest.Storage.Releases;

/// <summary>One user of one release on one day.</summary>
sealed class UserDay(long slice)
{
    public const long HungInForeground = 1;
    public const long HungInBackground = 2;
    public const long OutOfMemory = 4;

    public long Slice { get; } = slice;

    public long Hours { get; set; }

    public long CrashHours { get; set; }

    public long Flags { get; set; }

    public bool IsChanged { get; set; }
}
