using Inquest.Formats;
using Inquest.Formats.Pdb;
using Inquest.Formats.Pe;

namespace Inquest.Symbols.Dump;

/// <summary>Finds the PDB of an image and the image of a PDB in the same folder. Ids must be the same; names alone prove nothing.</summary>
public static class WindowsFileFinder
{
    static readonly string[] ImageSuffixes = [".exe", ".dll", ".sys", ".ocx", ".node", ".pyd"];

    /// <summary>The path of the PDB that an image names, or null.</summary>
    public static string? FindPdb(FileBytes image, string path)
    {
        if (PeFile.TryOpen(image, PeLimits.Default, out var file) != PeError.None || file!.CodeView is not { } record)
        {
            return null;
        }

        // Only the base name counts: the path is one of the build machine.
        string[] names = [Path.GetFileName(record.PdbName), Path.GetFileNameWithoutExtension(path) + ".pdb"];
        return names.Where(name => name.Length > 0).Select(name => Path.Combine(FolderOf(path), name))
            .FirstOrDefault(candidate => HasId(candidate, record));
    }

    /// <summary>The path of the image that a PDB was written with, or null.</summary>
    public static string? FindImage(FileBytes pdb, string path)
    {
        if (PdbFile.TryOpen(pdb, PdbLimits.Default, out var file) != PdbError.None)
        {
            return null;
        }

        var start = Path.Combine(FolderOf(path), Path.GetFileNameWithoutExtension(path));
        return ImageSuffixes.Select(suffix => start + suffix).FirstOrDefault(candidate => IsImageOf(candidate, file!));
    }

    static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";

    static bool HasId(string path, PeCodeView record)
    {
        using var bytes = File.Exists(path) ? MappedFileBytes.TryOpen(path, out _) : null;
        return bytes is not null && PdbFile.TryOpen(bytes, PdbLimits.Default, out var pdb) == PdbError.None
            && pdb!.Signature == record.Signature && pdb.Age == record.Age;
    }

    static bool IsImageOf(string path, PdbFile pdb)
    {
        using var bytes = File.Exists(path) ? MappedFileBytes.TryOpen(path, out _) : null;
        return bytes is not null && PeFile.TryOpen(bytes, PeLimits.Default, out var image) == PeError.None
            && image!.CodeView is { } record && record.Signature == pdb.Signature && record.Age == pdb.Age;
    }
}
