namespace Inquest.Capture;

/// <summary>What may be done with the pages of a mapping.</summary>
[Flags]
public enum MemoryProtection
{
    None = 0,
    Execute = 1,
    Write = 2,
    Read = 4,
}
