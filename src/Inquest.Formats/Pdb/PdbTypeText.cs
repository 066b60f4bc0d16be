using System.Text;

namespace Inquest.Formats.Pdb;

/// <summary>Writes types as text. Bounded in nesting, in length and in how many records one text looks at.</summary>
/// <remarks>
/// A number is used at most a few hundred times in real text, yet types can refer to themselves in hostile files; what is cut
/// shows as <c>…</c>.
/// </remarks>
sealed class PdbTypeText(PdbTypeStream? types, PdbLimits limits)
{
    const uint PrimitiveEnd = 0x1000;

    readonly Dictionary<uint, uint> _sizes = [];
    Dictionary<string, uint>? _sizeByName;
    int _lookups;
    int _depth;

    /// <summary><c>(int, char const*)</c>; empty for what is not a function.</summary>
    public string Parameters(uint type)
    {
        _lookups = 0;
        _depth = 0;
        var record = Record(type);
        var kind = record.U16();
        var text = new StringBuilder();
        switch (kind)
        {
            case PdbTypeKind.Procedure:
                record.Skip(8);
                text.Append('(');
                AppendArguments(text, record.U32(), default);
                break;
            case PdbTypeKind.MemberFunction:
                record.Skip(4);
                var owner = record.U32();
                var self = record.U32();
                record.Skip(4);
                var arguments = record.U32();
                text.Append('(');
                AppendArguments(text, arguments, OddSelf(self, owner));
                break;
            default:
                return "";
        }

        return text.Append(')').Append(IsConst(type) ? " const" : "").ToString();
    }

    public string Text(uint type)
    {
        _lookups = 0;
        _depth = 0;
        var text = new StringBuilder();
        Append(text, type);
        return text.ToString();
    }

    /// <summary>Parameters of stdcall, and of fastcall those that do not fit in registers; each takes a multiple of 4 bytes.</summary>
    public uint CalleeParameterSize(uint type)
    {
        _lookups = 0;
        _depth = 0;
        var record = Record(type);
        if (record.U16() != PdbTypeKind.Procedure)
        {
            return 0;
        }

        record.U32();
        var convention = record.U8();
        record.Skip(3);
        var arguments = Record(record.U32());
        if (convention is not (4 or 5 or 7 or 8) || arguments.U16() != PdbTypeKind.ArgumentList)
        {
            return 0;
        }

        var registers = convention is 4 or 5 ? 2 : 0;
        var count = arguments.U32();
        uint size = 0;
        for (uint i = 0; i < count && arguments.HasMore; i++)
        {
            var argument = arguments.U32();
            var argumentSize = (SizeOf(argument) + 3) & ~3U;
            if (registers > 0 && argumentSize is > 0 and <= 4)
            {
                registers--;
                continue;
            }

            size += argumentSize;
        }

        return size;
    }

    ByteReader Record(uint number) =>
        types is null || number < PrimitiveEnd || ++_lookups > limits.TypeLookupsPerNameMax ? default : new ByteReader(types.Record(number));

    // Rust's associated functions have their first parameter as `this`, of a type that is not a pointer to the class.
    uint OddSelf(uint self, uint owner)
    {
        if (self == 0)
        {
            return 0;
        }

        var record = Record(self);
        if (record.U16() != PdbTypeKind.Pointer)
        {
            return 0;
        }

        var target = record.U32();
        if (target == owner)
        {
            return 0;
        }

        var modifier = Record(target);
        return modifier.U16() == PdbTypeKind.Modifier && modifier.U32() == owner ? 0 : self;
    }

    bool IsConst(uint type)
    {
        var function = Record(type);
        if (function.U16() != PdbTypeKind.MemberFunction)
        {
            return false;
        }

        function.U32();
        var owner = function.U32();
        var self = Record(function.U32());
        if (self.U16() != PdbTypeKind.Pointer)
        {
            return false;
        }

        var modifier = Record(self.U32());
        return modifier.U16() == PdbTypeKind.Modifier && modifier.U32() == owner && (modifier.U16() & 1) != 0;
    }

    void AppendArguments(StringBuilder text, uint list, uint first)
    {
        if (first != 0)
        {
            Append(text, first);
        }

        var record = Record(list);
        if (record.U16() != PdbTypeKind.ArgumentList)
        {
            return;
        }

        var count = record.U32();
        var isFirst = first == 0;
        for (uint i = 0; i < count && record.Remaining >= 4; i++)
        {
            // The span moves on with the next look-up.
            var position = record.Position;
            var argument = record.U32();
            if (!isFirst)
            {
                text.Append(", ");
            }

            isFirst = false;
            if (text.Length > limits.NameLengthMax)
            {
                text.Append('…');
                return;
            }

            // What a variadic function ends with is of no type.
            text.Append(argument == 0 && i == count - 1 && count > 1 ? "..." : "");
            if (argument != 0 || i != count - 1 || count == 1)
            {
                Append(text, argument);
            }

            record = Record(list);
            record.Position = position + 4;
        }
    }

    void Append(StringBuilder text, uint type, bool isConst = false)
    {
        if (type < PrimitiveEnd)
        {
            AppendPrimitive(text, type, isConst);
            return;
        }

        if (_depth >= limits.TypeDepthMax || text.Length > limits.NameLengthMax)
        {
            text.Append('…');
            return;
        }

        _depth++;
        var record = Record(type);
        switch (record.U16())
        {
            case PdbTypeKind.Modifier:
                var target = record.U32();
                Append(text, target, isConst || (record.U16() & 1) != 0);
                break;
            case PdbTypeKind.Pointer:
                AppendPointer(text, type, isConst);
                break;
            case PdbTypeKind.Array:
                AppendArray(text, type);
                break;
            case PdbTypeKind.Procedure:
                AppendFunction(text, type, "");
                break;
            case PdbTypeKind.MemberFunction:
                AppendFunction(text, type, "");
                break;
            default:
                var name = PdbNames.Readable(NameOf(type));
                text.Append(isConst ? "const " : "").Append(name.Length > 0 ? name : $"<type 0x{type:x}>");
                break;
        }

        _depth--;
    }

    static void AppendPrimitive(StringBuilder text, uint type, bool isConst)
    {
        var name = PdbPrimitive.Name(type);
        if (PdbPrimitive.IsPointer(type))
        {
            text.Append(name).Append(isConst ? " const*" : "*");
        }
        else
        {
            text.Append(isConst ? "const " : "").Append(name);
        }
    }

    // Pointers to pointers are unrolled: what they all point to first, then their marks from the inside out.
    void AppendPointer(StringBuilder text, uint pointer, bool isConst)
    {
        var marks = new Stack<string>();
        var target = pointer;
        var isTargetConst = isConst;
        while (marks.Count < limits.TypeDepthMax)
        {
            var record = Record(target);
            var kind = record.U16();
            if (kind == PdbTypeKind.Modifier)
            {
                target = record.U32();
                isTargetConst |= (record.U16() & 1) != 0;
                continue;
            }

            if (kind != PdbTypeKind.Pointer)
            {
                break;
            }

            target = record.U32();
            var attributes = record.U32();
            var mark = ((attributes >> 5) & 7) switch
            {
                1 => "&",
                2 or 3 => "::*",
                4 => "&&",
                _ => "*",
            };
            marks.Push(mark + (isTargetConst || (attributes & 0x400) != 0 ? " const" : ""));
            isTargetConst = false;
        }

        var suffix = (isTargetConst ? " const" : "") + string.Concat(marks);
        var pointee = Record(target);
        if (pointee.U16() is PdbTypeKind.Procedure or PdbTypeKind.MemberFunction)
        {
            AppendFunction(text, target, suffix.TrimStart());
            return;
        }

        Append(text, target);
        text.Append(suffix);
    }

    void AppendFunction(StringBuilder text, uint type, string marks)
    {
        if (++_depth > limits.TypeDepthMax)
        {
            text.Append('…');
            _depth--;
            return;
        }

        var record = Record(type);
        var isMember = record.U16() == PdbTypeKind.MemberFunction;
        var result = record.U32();
        var owner = isMember ? record.U32() : 0;
        record.Skip(isMember ? 8UL : 4);
        var arguments = record.U32();
        Append(text, result);
        text.Append(" (");
        if (isMember && marks.Length > 0)
        {
            Append(text, owner);
        }

        text.Append(marks).Append(")(");
        AppendArguments(text, arguments, 0);
        text.Append(')');
        _depth--;
    }

    void AppendArray(StringBuilder text, uint type)
    {
        var dimensions = new List<ulong>();
        var element = type;
        while (dimensions.Count < limits.TypeDepthMax)
        {
            var record = Record(element);
            if (record.U16() != PdbTypeKind.Array)
            {
                break;
            }

            element = record.U32();
            record.U32();
            dimensions.Add(Numeric(ref record));
        }

        Append(text, element);
        for (var i = 0; i < dimensions.Count; i++)
        {
            // Sizes are in bytes; of a base without a size nobody can tell how many there are.
            var inner = i + 1 < dimensions.Count ? dimensions[i + 1] : SizeOf(element);
            text.Append('[').Append(inner == 0 ? "" : (dimensions[i] / inner).ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(']');
        }
    }

    string NameOf(uint type)
    {
        var record = Record(type);
        switch (record.U16())
        {
            case PdbTypeKind.Class or PdbTypeKind.Structure or PdbTypeKind.Interface:
                record.Skip(16);
                Numeric(ref record);
                return record.Text();
            case PdbTypeKind.Union:
                record.Skip(8);
                Numeric(ref record);
                return record.Text();
            case PdbTypeKind.Enumeration:
                record.Skip(12);
                return record.Text();
            case PdbTypeKind.Class19 or PdbTypeKind.Structure19:
                record.Skip(16);
                Numeric(ref record);
                Numeric(ref record);
                return record.Text();
            case PdbTypeKind.Union19:
                record.Skip(8);
                Numeric(ref record);
                Numeric(ref record);
                return record.Text();
            default:
                return "";
        }
    }

    uint SizeOf(uint type)
    {
        if (type < PrimitiveEnd)
        {
            return PdbPrimitive.Size(type);
        }

        if (_sizes.TryGetValue(type, out var known))
        {
            return known;
        }

        if (++_depth > limits.TypeDepthMax)
        {
            _depth--;
            return 0;
        }

        var record = Record(type);
        uint size = 0;
        switch (record.U16())
        {
            case PdbTypeKind.Modifier:
                size = SizeOf(record.U32());
                break;
            case PdbTypeKind.Pointer:
                record.U32();
                size = (record.U32() >> 13) & 0x3F;
                break;
            case PdbTypeKind.Enumeration:
                record.Skip(4);
                size = SizeOf(record.U32());
                break;
            case PdbTypeKind.Array:
                record.Skip(8);
                size = (uint)Math.Min(Numeric(ref record), uint.MaxValue);
                break;
            case PdbTypeKind.Class or PdbTypeKind.Structure or PdbTypeKind.Interface:
                size = RecordSize(ref record, 14);
                break;
            case PdbTypeKind.Union:
                size = RecordSize(ref record, 6);
                break;
        }

        _depth--;
        if (_sizes.Count < limits.CachedNameCountMax)
        {
            _sizes[type] = size;
        }

        return size;
    }

    // A forward reference has no size; the definition is the record of the same name that has.
    uint RecordSize(ref ByteReader record, ulong skip)
    {
        record.Skip(2);
        var isForward = (record.U16() & 0x80) != 0;
        record.Skip(skip - 2);
        var size = (uint)Math.Min(Numeric(ref record), uint.MaxValue);
        return isForward && record.Text() is { Length: > 0 } name ? SizeByName(name) : size;
    }

    uint SizeByName(string name)
    {
        _sizeByName ??= CollectSizes();
        return _sizeByName.GetValueOrDefault(name);
    }

    Dictionary<string, uint> CollectSizes()
    {
        var sizes = new Dictionary<string, uint>(StringComparer.Ordinal);
        for (var number = PrimitiveEnd; types is not null && sizes.Count < limits.CachedNameCountMax; number++)
        {
            var bytes = types.Record(number);
            if (bytes.IsEmpty)
            {
                break;
            }

            var record = new ByteReader(bytes);
            var skip = record.U16() switch
            {
                PdbTypeKind.Class or PdbTypeKind.Structure or PdbTypeKind.Interface => 12UL,
                PdbTypeKind.Union => 4UL,
                _ => 0UL,
            };
            record.Skip(2);
            if (skip == 0 || (record.U16() & 0x80) != 0)
            {
                continue;
            }

            record.Skip(skip);
            var size = (uint)Math.Min(Numeric(ref record), uint.MaxValue);
            sizes.TryAdd(record.Text(), size);
        }

        return sizes;
    }

    // A number below 0x8000 stands for itself, otherwise the kind of what follows.
    static ulong Numeric(ref ByteReader record)
    {
        var kind = record.U16();
        return kind switch
        {
            < 0x8000 => kind,
            0x8000 => record.U8(),
            0x8001 or 0x8002 => record.U16(),
            0x8003 or 0x8004 => record.U32(),
            0x8009 or 0x800A => record.U64(),
            _ => 0,
        };
    }
}
