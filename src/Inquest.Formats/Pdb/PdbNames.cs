using System.Text;

namespace Inquest.Formats.Pdb;

/// <summary>Names of functions with the types of their parameters, as Mozilla's dump_syms writes them. Not for several threads.</summary>
/// <remarks>
/// Symbols and ids have names with scopes but without parameters; overloads differ only in their types. <c>f(char const*, int)</c>:
/// no return type, no class or struct keyword, const behind what it belongs to, functions without types only by name.
/// </remarks>
public sealed class PdbNames
{
    readonly PdbTypeStream? _ids;
    readonly PdbTypeText _types;
    readonly Dictionary<uint, string> _parameters = [];
    readonly PdbLimits _limits;

    public PdbNames(PdbFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _ids = file.OpenIds();
        _types = new PdbTypeText(file.OpenTypes(), file.Limits);
        _limits = file.Limits;
    }

    public string Function(PdbFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Readable(Encoding.UTF8.GetString(function.Name.Span)) + Parameters(TypeOf(function.Type, function.HasId));
    }

    /// <summary>Bytes of parameters that the function itself takes off the stack: x86 stdcall and fastcall.</summary>
    public uint ParameterSize(PdbFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return _types.CalleeParameterSize(TypeOf(function.Type, function.HasId));
    }

    /// <summary>The function that an id stands for; empty when there is none.</summary>
    public string Inlinee(uint id)
    {
        var record = Id(id);
        var kind = record.U16();
        var scope = record.U32();
        var type = record.U32();
        var name = record.Text();
        return !record.Ok ? "" : kind switch
        {
            PdbTypeKind.FunctionId => Scope(scope) + Readable(name) + Parameters(type),
            PdbTypeKind.MemberFunctionId => _types.Text(scope) + "::" + name + Parameters(type),
            _ => "",
        };
    }

    // As all demanglers write it.
    internal static string Readable(string name) =>
        name.Replace("`anonymous namespace'", "(anonymous namespace)", StringComparison.Ordinal)
            .Replace("`anonymous-namespace'", "(anonymous namespace)", StringComparison.Ordinal);

    // A namespace is a string id, which may be put together from others.
    string Scope(uint id)
    {
        if (id == 0)
        {
            return "";
        }

        var record = Id(id);
        var kind = record.U16();
        record.U32();
        var name = record.Text();
        return record.Ok && kind == PdbTypeKind.StringId ? Readable(name) + "::" : "";
    }

    uint TypeOf(uint number, bool isId)
    {
        if (!isId)
        {
            return number;
        }

        var record = Id(number);
        var kind = record.U16();
        record.U32();
        var type = record.U32();
        return record.Ok && kind is PdbTypeKind.FunctionId or PdbTypeKind.MemberFunctionId ? type : 0;
    }

    string Parameters(uint type)
    {
        if (_parameters.TryGetValue(type, out var text))
        {
            return text;
        }

        text = _types.Parameters(type);
        if (_parameters.Count < _limits.CachedNameCountMax)
        {
            _parameters.Add(type, text);
        }

        return text;
    }

    ByteReader Id(uint number) => new(_ids is null ? default : _ids.Record(number));
}
