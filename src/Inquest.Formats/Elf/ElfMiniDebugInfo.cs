namespace Inquest.Formats.Elf;

/// <summary>.gnu_debugdata: an ELF file packed with xz, with the symbols of functions that .dynsym lacks. Fedora has one in each binary.</summary>
public static class ElfMiniDebugInfo
{
    /// <summary>The file inside, or null when there is none or it is damaged.</summary>
    public static ElfFile? Read(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var packed = file.Contents(".gnu_debugdata");
        return !packed.IsEmpty
            && ElfCompression.Xz(packed, file.Limits.MiniDebugInfoSizeMax) is { } bytes
            && ElfFile.TryOpen(new MemoryFileBytes(bytes), file.Limits, out var inner) == ElfError.None
            && inner!.Machine == file.Machine
                ? inner
                : null;
    }
}
