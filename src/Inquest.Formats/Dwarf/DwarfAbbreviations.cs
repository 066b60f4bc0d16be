namespace Inquest.Formats.Dwarf;

/// <summary>The abbreviations of a unit (DWARF 5, section 7.5.3): code, tag, children, and pairs of attribute and form.</summary>
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

    public static DwarfAbbreviations Read(ReadOnlySpan<byte> section, ulong offset, DwarfLimits limits)
    {
        var all = new List<DwarfAbbreviation>();
        if (offset > (ulong)section.Length)
        {
            return new DwarfAbbreviations(all);
        }

        var reader = new ByteReader(section) { Position = (int)offset };
        while (reader.HasMore && all.Count < limits.AbbreviationCountMax)
        {
            var code = reader.Uleb();
            if (code == 0)
            {
                break;
            }

            var tag = reader.Uleb();
            var hasChildren = reader.U8() != 0;
            var attributes = new List<DwarfAttributeSpec>();
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
                all.Add(new DwarfAbbreviation(code, (int)Math.Min(tag, int.MaxValue), hasChildren, [.. attributes]));
            }
        }

        return new DwarfAbbreviations(all);
    }

    public DwarfAbbreviation? Find(ulong code) =>
        code < (ulong)_dense.Length ? _dense[code] : _sparse.GetValueOrDefault(code);
}

/// <summary>The shape of an entry.</summary>
sealed record DwarfAbbreviation(ulong Code, int Tag, bool HasChildren, DwarfAttributeSpec[] Attributes);

/// <summary>One attribute of a shape.</summary>
readonly record struct DwarfAttributeSpec(int Name, int Form, long ImplicitValue);
