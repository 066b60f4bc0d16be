namespace Inquest.Formats.MachO;

/// <summary>Numbers of the load commands that are read (mach-o/loader.h).</summary>
static class MachOCommand
{
    public const uint Segment = 0x01;
    public const uint SymbolTable = 0x02;
    public const uint LibraryId = 0x0D;
    public const uint Segment64 = 0x19;
    public const uint Uuid = 0x1B;
    public const uint EncryptionInfo = 0x21;
    public const uint DyldInfo = 0x22;
    public const uint DyldInfoOnly = 0x8000_0022;
    public const uint VersionMinMacOS = 0x24;
    public const uint VersionMinIOS = 0x25;
    public const uint FunctionStarts = 0x26;
    public const uint SourceVersion = 0x2A;
    public const uint EncryptionInfo64 = 0x2C;
    public const uint VersionMinTvOS = 0x2F;
    public const uint VersionMinWatchOS = 0x30;
    public const uint BuildVersion = 0x32;
    public const uint ExportsTrie = 0x8000_0033;
}
