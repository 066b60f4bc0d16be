using Inquest.Formats.Dwarf;
using Inquest.Formats.Pe;

namespace Inquest.Symbols.Dump;

/// <summary>The exports of an image as public symbols: all the names that a library without debug information has.</summary>
static class PeExports
{
    /// <param name="functions">Ranges that have better names, as linked, in order of start.</param>
    public static List<WindowsPublic> Collect(PeFile image, IReadOnlyList<DwarfRange> functions)
    {
        var publics = new List<WindowsPublic>();
        var next = 0;
        ulong coveredTo = 0;
        foreach (var group in image.ReadExports()
            .Where(export => export is { Forwarder: null } && image.IsCode(export.Rva))
            .GroupBy(export => export.Rva).OrderBy(group => group.Key))
        {
            for (; next < functions.Count && functions[next].Start <= image.ImageBase + group.Key; next++)
            {
                coveredTo = Math.Max(coveredTo, functions[next].End);
            }

            if (image.ImageBase + group.Key < coveredTo)
            {
                continue;
            }

            var names = group.Select(export => export.Name ?? $"#{export.Ordinal}").Distinct(StringComparer.Ordinal)
                .OrderBy(name => name[0] == '#').ThenBy(name => name, StringComparer.Ordinal).ToList();
            publics.Add(NameOf(group.Key, names[0], image) with { IsOneOfSeveral = names.Count > 1 });
        }

        return publics;
    }

    // Exports have no leading underscore of C even on x86, unless the author wrote one; stdcall names keep their size.
    static WindowsPublic NameOf(uint rva, string name, PeFile image) =>
        name.StartsWith('?') || name.LastIndexOf('@') > 0
            ? WindowsPublic.FromLinkerName(rva, name, image.Architecture)
            : new WindowsPublic(rva, Inquest.Formats.Demangle.Demangler.Demangle(name), 0, false);
}
