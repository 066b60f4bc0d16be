namespace Inquest.Unwind;

/// <summary>The operating system whose calling conventions and signal frames a stack follows.</summary>
public enum UnwindOs
{
    Unknown = 0,
    Windows,
    Linux,
    Android,
    MacOs,
    Ios,
}
