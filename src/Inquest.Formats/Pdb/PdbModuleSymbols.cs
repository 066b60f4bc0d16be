using System.Buffers.Binary;

namespace Inquest.Formats.Pdb;

/// <summary>Reads the functions of a module with what was inlined into them.</summary>
/// <remarks>
/// Symbol records (cvinfo.h): size u16 without itself, kind u16, then fields. Procedures, blocks, thunks and inlined calls open a
/// scope that an end record closes; only the nesting counts, the parent and end offsets in the records are not believed.
/// </remarks>
public static class PdbModuleSymbols
{
    const int HeaderSize = 4;

    public static List<PdbFunction> Read(ReadOnlyMemory<byte> stream, PdbModule module, PdbLimits limits)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(limits);
        var reading = new Reading(limits);
        var end = (int)Math.Min(module.SymbolSize, (uint)stream.Length);
        // The signature: 4 for the form of today, 1 and 2 for those before Visual C++ 7.
        var position = end >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(stream.Span) <= 4 ? 4 : 0;
        while (position + HeaderSize <= end && reading.Functions.Count < limits.FunctionCountMax)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(stream.Span[position..]);
            if (size < 2 || position + 2 + size > end)
            {
                break;
            }

            var kind = BinaryPrimitives.ReadUInt16LittleEndian(stream.Span[(position + 2)..]);
            reading.Add(kind, stream.Slice(position + HeaderSize, size - 2));
            position += size + 2;
        }

        return reading.Finish();
    }

    sealed class Reading(PdbLimits limits)
    {
        readonly List<(PdbFunction Function, int ParentSection, uint ParentOffset)> _parts = [];
        readonly Stack<Scope> _scopes = new();
        int _tooDeep;

        public List<PdbFunction> Functions { get; } = [];

        public void Add(ushort kind, ReadOnlyMemory<byte> record)
        {
            switch (kind)
            {
                case 0x110F or 0x1110 or 0x1155:
                    AddProcedure(record, hasId: false, isOldName: false);
                    break;
                case 0x1146 or 0x1147 or 0x1156:
                    AddProcedure(record, hasId: true, isOldName: false);
                    break;
                case 0x100A or 0x100B:
                    AddProcedure(record, hasId: false, isOldName: true);
                    break;
                case 0x1102 or 0x0206:
                    AddThunk(record, kind == 0x0206);
                    break;
                case 0x1103 or 0x0207:
                    AddBlock(record.Span);
                    break;
                case 0x1132:
                    AddSeparated(record.Span);
                    break;
                case 0x114D:
                    AddInline(record, 12);
                    break;
                case 0x115D:
                    AddInline(record, 16);
                    break;
                case 0x1104 or 0x0208:
                    // S_WITH32 opens a scope too.
                    Push(default);
                    break;
                case 0x0006 or 0x114E or 0x114F:
                    if (_tooDeep > 0)
                    {
                        _tooDeep--;
                    }
                    else
                    {
                        _scopes.TryPop(out _);
                    }

                    break;
            }
        }

        public List<PdbFunction> Finish()
        {
            var byPlace = new Dictionary<(int, uint), PdbFunction>();
            foreach (var function in Functions)
            {
                byPlace.TryAdd((function.Section, function.Offset), function);
            }

            foreach (var (part, section, offset) in _parts)
            {
                if (byPlace.TryGetValue((section, offset), out var parent))
                {
                    Functions.Add(part with { Name = parent.Name, Type = parent.Type, HasId = parent.HasId });
                }
            }

            return Functions;
        }

        void AddProcedure(ReadOnlyMemory<byte> record, bool hasId, bool isOldName)
        {
            var reader = new ByteReader(record.Span);
            reader.Skip(12);
            var size = reader.U32();
            reader.Skip(8);
            var type = reader.U32();
            var offset = reader.U32();
            var section = reader.U16();
            reader.U8();
            var inlines = new List<PdbInlineSite>();
            var function = new PdbFunction(section, offset, size, type, hasId, Name(record, ref reader, isOldName), false, inlines);
            if (reader.Ok && section != 0)
            {
                Functions.Add(function);
            }

            Push(new Scope(function, inlines, 0));
        }

        void AddThunk(ReadOnlyMemory<byte> record, bool isOldName)
        {
            var reader = new ByteReader(record.Span);
            reader.Skip(12);
            var offset = reader.U32();
            var section = reader.U16();
            var size = reader.U16();
            reader.U8();
            var function = new PdbFunction(section, offset, size, 0, false, Name(record, ref reader, isOldName), false, []);
            if (reader.Ok && section != 0)
            {
                Functions.Add(function);
            }

            Push(default);
        }

        // Profile-guided optimisation moves cold blocks out of their functions and leaves them in their scope.
        void AddBlock(ReadOnlySpan<byte> record)
        {
            var reader = new ByteReader(record);
            reader.Skip(8);
            var size = reader.U32();
            var offset = reader.U32();
            var section = reader.U16();
            _scopes.TryPeek(out var scope);
            if (reader.Ok && scope.Function is { } owner && size > 0
                && (section != owner.Section || offset < owner.Offset || offset - owner.Offset >= owner.Size))
            {
                Functions.Add(owner with { Section = section, Offset = offset, Size = size, IsPart = true, Inlines = [] });
            }

            Push(scope);
        }

        void AddSeparated(ReadOnlySpan<byte> record)
        {
            var reader = new ByteReader(record);
            reader.Skip(8);
            var size = reader.U32();
            reader.U32();
            var offset = reader.U32();
            var parentOffset = reader.U32();
            var section = reader.U16();
            var parentSection = reader.U16();
            var inlines = new List<PdbInlineSite>();
            var part = new PdbFunction(section, offset, size, 0, false, default, true, inlines);
            if (reader.Ok && section != 0)
            {
                _parts.Add((part, parentSection, parentOffset));
            }

            Push(new Scope(part, inlines, 0));
        }

        void AddInline(ReadOnlyMemory<byte> record, int headSize)
        {
            var reader = new ByteReader(record.Span);
            reader.Skip(8);
            var inlinee = reader.U32();
            _scopes.TryPeek(out var scope);
            if (reader.Ok && record.Length >= headSize && scope.Inlines is not null)
            {
                scope.Inlines.Add(new PdbInlineSite(scope.Depth, inlinee, record[headSize..]));
            }

            Push(scope with { Depth = scope.Depth + 1 });
        }

        void Push(Scope scope)
        {
            if (_scopes.Count < limits.ScopeDepthMax)
            {
                _scopes.Push(scope);
            }
            else
            {
                _tooDeep++;
            }
        }

        static ReadOnlyMemory<byte> Name(ReadOnlyMemory<byte> record, ref ByteReader reader, bool isOld)
        {
            if (isOld)
            {
                int length = reader.U8();
                return record.Slice(reader.Position, Math.Min(length, reader.Remaining));
            }

            var rest = record[reader.Position..];
            var end = rest.Span.IndexOf((byte)0);
            return end < 0 ? rest : rest[..end];
        }

        readonly record struct Scope(PdbFunction? Function, List<PdbInlineSite>? Inlines, int Depth);
    }
}
