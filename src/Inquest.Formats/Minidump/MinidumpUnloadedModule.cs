namespace Inquest.Formats.Minidump;

/// <summary>A module that was gone by the time of the crash (MINIDUMP_UNLOADED_MODULE, 24 bytes; Windows only).</summary>
/// <param name="Base">The address it had.</param>
/// <param name="Size">Bytes it took.</param>
/// <param name="CheckSum">Of the PE header.</param>
/// <param name="TimeDateStamp">Of the PE header.</param>
/// <param name="Name">File name; Windows keeps at most 32 characters of it. Empty when the dump has none.</param>
public sealed record MinidumpUnloadedModule(ulong Base, uint Size, uint CheckSum, uint TimeDateStamp, string Name)
{
    /// <summary>Last part of <see cref="Name"/>.</summary>
    public string FileName => PathName.Last(Name);

    /// <summary>Time stamp and size in lower-case hex, or null.</summary>
    public string? CodeId => DebugIdentifier.CodeId(null, OsFamily.Windows, TimeDateStamp, Size);

    public bool Contains(ulong address) => address >= Base && address - Base < Size;
}
