namespace Inquest.Capture.Live;

/// <summary>enum inquest_flags of inquest.h, as far as they concern a handler.</summary>
[Flags]
public enum RequestFlags
{
    None = 0,
    KeepHomePaths = 1 << 1,
    SanitizeStacks = 1 << 2,
    NoIndirectMemory = 1 << 3,
    SyncBeforeRelease = 1 << 5,
    WaitForUpload = 1 << 6,
    NoUpload = 1 << 7,
}
