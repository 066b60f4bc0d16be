namespace Inquest.Capture.Core;

/// <summary>Why a file is refused as a core.</summary>
public enum CoreError
{
    None,
    Unreadable,
    NotElf,
    NotCore,
    UnsupportedArchitecture,
    NoThreads,
}
