namespace Inquest.Formats.Minidump;

/// <summary>The operating system a dump comes from (MINIDUMP_SYSTEM_INFO.PlatformId).</summary>
public enum OsFamily
{
    Unknown = 0,
    Windows,
    WindowsCe,
    Unix,
    MacOS,
    IOS,
    Linux,
    Android,
    Solaris,
    PlayStation3,
    NativeClient,
    Fuchsia,
}
