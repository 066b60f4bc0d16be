namespace Inquest.Formats.Dwarf;

/// <summary>Finds the names of functions through their specifications and abstract origins, also in other units (LTO, dwz).</summary>
/// <remarks>Each thread has one; what other units' entries are called is shared.</remarks>
sealed class DwarfNameResolver(DwarfNamePool names, DwarfLimits limits)
{
    readonly Dictionary<int, int> _local = [];
    readonly List<int> _around = [];
    readonly List<ReadOnlyMemory<byte>> _parts = [];
    byte[] _text = new byte[256];
    DwarfUnit? _unit;
    DwarfScopes? _scopes;

    /// <summary>The unit whose references are resolved from here on, and its scopes.</summary>
    public void Begin(DwarfUnit unit, DwarfScopes scopes)
    {
        _unit = unit;
        _scopes = scopes;
        _local.Clear();
    }

    /// <summary>The number of the linkage name, else of the name with its scopes; -1 when there is neither, or the chain is a cycle.</summary>
    public int Resolve(DwarfValue reference)
    {
        if (Target(_unit!.Info, reference) is not { } info)
        {
            return -1;
        }

        var offset = (int)Math.Min(reference.Value, int.MaxValue);
        if (info == _unit.Info && _unit.Contains(reference.Value))
        {
            if (!_local.TryGetValue(offset, out var number))
            {
                _local[offset] = number = Find(_unit, offset);
            }

            return number;
        }

        if (!info.ForeignNames.TryGetValue(offset, out var foreign))
        {
            foreign = info.UnitAt(reference.Value) is { } unit ? Find(unit, offset) : -1;
            info.ForeignNames.TryAdd(offset, foreign);
        }

        return foreign;
    }

    static DwarfInfo? Target(DwarfInfo info, DwarfValue reference) => reference.Kind switch
    {
        DwarfValueKind.Reference => info,
        DwarfValueKind.SupplementaryReference => info.Supplementary,
        _ => null,
    };

    int Find(DwarfUnit unit, int offset)
    {
        var (plain, plainUnit, plainOffset) = (default(ReadOnlyMemory<byte>), unit, offset);
        for (var i = 0; i < limits.OriginChainMax; i++)
        {
            var entry = Read(unit, offset);
            var linkage = DwarfStrings.Get(unit, entry.Linkage);
            if (!linkage.IsEmpty)
            {
                return names.Add(linkage.Span, isMangled: true);
            }

            // The last entry of the chain is the declaration inside its class: it knows the scopes.
            var name = DwarfStrings.Get(unit, entry.Name);
            if (!name.IsEmpty)
            {
                (plain, plainUnit, plainOffset) = (name, unit, offset);
            }

            if (Follow(unit, entry.Origin) is not { } next)
            {
                break;
            }

            (unit, offset) = next;
        }

        return plain.IsEmpty ? -1 : Qualify(plainUnit, plainOffset, plain);
    }

    static (DwarfUnit Unit, int Offset)? Follow(DwarfUnit unit, DwarfValue reference)
    {
        if (Target(unit.Info, reference) is not { } info || reference.Value == 0)
        {
            return null;
        }

        var target = info == unit.Info && unit.Contains(reference.Value) ? unit : info.UnitAt(reference.Value);
        return target is null ? null : (target, (int)reference.Value);
    }

    int Qualify(DwarfUnit unit, int offset, ReadOnlyMemory<byte> name)
    {
        if (unit.IsC)
        {
            return names.Add(name.Span, isMangled: false);
        }

        ScopesOf(unit).Around(unit, offset, _around, limits);
        _parts.Clear();
        foreach (var scope in _around)
        {
            var part = ScopeName(unit, scope);
            if (!part.IsEmpty)
            {
                _parts.Add(part);
            }
        }

        var length = 0;
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            Append(_parts[i].Span, ref length);
            Append("::"u8, ref length);
        }

        Append(name.Span, ref length);
        return names.Add(_text.AsSpan(0, length), isMangled: false);
    }

    ReadOnlyMemory<byte> ScopeName(DwarfUnit unit, int offset)
    {
        for (var i = 0; i < limits.OriginChainMax; i++)
        {
            var entry = Read(unit, offset);
            var name = DwarfStrings.Get(unit, entry.Name);
            if (!name.IsEmpty)
            {
                return name;
            }

            // A namespace that is opened again, or a type declared elsewhere.
            if (Follow(unit, entry.Origin) is not { } next)
            {
                return entry.Tag == DwarfTag.Namespace ? Anonymous : default;
            }

            (unit, offset) = next;
        }

        return default;
    }

    static readonly byte[] Anonymous = [.. "(anonymous namespace)"u8];

    DwarfScopes ScopesOf(DwarfUnit unit) => unit == _unit
        ? _scopes!
        : unit.Info.ForeignScopes.GetOrAdd(unit.Offset, _ => new Lazy<DwarfScopes>(() =>
        {
            var scopes = new DwarfScopes();
            DwarfUnitScan.ReadScopes(unit, scopes, limits);
            return scopes;
        })).Value;

    void Append(ReadOnlySpan<byte> text, ref int length)
    {
        if (text.Length > _text.Length - length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, length + text.Length));
        }

        text.CopyTo(_text.AsSpan(length));
        length += text.Length;
    }

    static NameEntry Read(DwarfUnit unit, int offset)
    {
        var entry = default(NameEntry);
        var reader = new ByteReader(unit.Info.Sections.Info.Span[..unit.End], unit.Info.Sections.IsBigEndian) { Position = offset };
        if (unit.Abbreviations.Find(reader.Uleb()) is not { } shape)
        {
            return entry;
        }

        entry.Tag = shape.Tag;
        foreach (var spec in shape.Attributes)
        {
            var value = DwarfFormReader.Read(ref reader, unit, spec);
            if (!reader.Ok)
            {
                break;
            }

            switch (spec.Name)
            {
                case DwarfAttribute.Name: entry.Name = value; break;
                case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName: entry.Linkage = value; break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification: entry.Origin = value; break;
            }
        }

        return entry;
    }

    struct NameEntry
    {
        public int Tag;
        public DwarfValue Name;
        public DwarfValue Linkage;
        public DwarfValue Origin;
    }
}
