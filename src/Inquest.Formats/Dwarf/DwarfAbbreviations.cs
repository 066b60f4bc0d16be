namespace Inquest.Formats.Dwarf;

/// <summary>The abbreviations of a unit (DWARF 5, section 7.5.3): code, tag, children, and pairs of attribute and form.</summary>
/// <remarks>
/// Each is compiled to steps: how many bytes to skip, then one attribute that is wanted or whose size only the bytes tell.
/// Most entries of a unit are then one addition.
/// </remarks>
sealed class DwarfAbbreviations
{
    readonly DwarfAbbreviation?[] _dense;
    readonly Dictionary<ulong, DwarfAbbreviation> _sparse = [];

    DwarfAbbreviations(List<DwarfAbbreviation> all)
    {
        // Every producer numbers from 1 without gaps; the dictionary is for those that do not.
        _dense = new DwarfAbbreviation?[all.Count + 1];
        foreach (var abbreviation in all)
        {
            if (abbreviation.Code < (ulong)_dense.Length)
            {
                _dense[abbreviation.Code] = abbreviation;
            }
            else
            {
                _sparse[abbreviation.Code] = abbreviation;
            }
        }
    }

    /// <param name="section">.debug_abbrev.</param>
    /// <param name="offset">Where the unit says that its table is.</param>
    /// <param name="sizes">What the sizes of forms depend on.</param>
    public static DwarfAbbreviations Read(ReadOnlySpan<byte> section, ulong offset, DwarfFormSizes sizes, DwarfLimits limits)
    {
        var all = new List<DwarfAbbreviation>();
        if (offset > (ulong)section.Length)
        {
            return new DwarfAbbreviations(all);
        }

        var reader = new ByteReader(section) { Position = (int)offset };
        var attributes = new List<DwarfAttributeSpec>();
        while (reader.HasMore && all.Count < limits.AbbreviationCountMax)
        {
            var code = reader.Uleb();
            if (code == 0)
            {
                break;
            }

            var tag = (int)Math.Min(reader.Uleb(), int.MaxValue);
            var hasChildren = reader.U8() != 0;
            attributes.Clear();
            while (reader.Ok && attributes.Count < limits.AttributeCountMax)
            {
                var name = reader.Uleb();
                var form = reader.Uleb();
                var value = form == DwarfForm.ImplicitConst ? reader.Sleb() : 0;
                if (name == 0 && form == 0)
                {
                    break;
                }

                attributes.Add(new DwarfAttributeSpec((int)Math.Min(name, int.MaxValue), (int)Math.Min(form, int.MaxValue), value));
            }

            if (reader.Ok)
            {
                all.Add(new DwarfAbbreviation(code, tag, hasChildren, [.. attributes], sizes));
            }
        }

        return new DwarfAbbreviations(all);
    }

    public DwarfAbbreviation? Find(ulong code) =>
        code < (ulong)_dense.Length ? _dense[code] : _sparse.GetValueOrDefault(code);
}
