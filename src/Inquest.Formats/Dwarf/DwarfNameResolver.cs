using System.Collections.Concurrent;

namespace Inquest.Formats.Dwarf;

/// <summary>Finds the name of a subprogram through its specification and abstract origin, also in other units (LTO).</summary>
sealed class DwarfNameResolver(DwarfStrings strings, DwarfLimits limits, Func<ulong, DwarfNames?> namesOfUnitAt)
{
    readonly ConcurrentDictionary<ulong, (string, bool)?> _known = new();

    /// <summary>Linkage name, else name with scopes; null when the entry has neither, or its chain is a cycle.</summary>
    public (string Name, bool IsMangled)? Resolve(ulong offset, DwarfNames local) =>
        _known.TryGetValue(offset, out var name) ? name : _known.GetOrAdd(offset, Find(offset, local));

    (string, bool)? Find(ulong offset, DwarfNames local)
    {
        string? plain = null;
        for (var i = 0; i < limits.OriginChainMax && offset != 0; i++)
        {
            var names = local.Unit.Offset <= (long)offset && offset < (ulong)local.Unit.End ? local : namesOfUnitAt(offset);
            if (names is null || !names.Entries.TryGetValue(offset, out var entry))
            {
                break;
            }

            if (strings.Get(names.Unit, entry.Linkage) is { Length: > 0 } linkage)
            {
                return (linkage, true);
            }

            // The last entry of the chain is the declaration inside its class: it knows the scopes.
            if (strings.Get(names.Unit, entry.Name) is { Length: > 0 } name)
            {
                plain = Qualify(names, entry.Scope, name);
            }

            offset = entry.Origin;
        }

        return plain is null ? null : (plain, false);
    }

    string Qualify(DwarfNames names, int scope, string name)
    {
        for (var i = 0; scope >= 0 && i < limits.DepthMax; i++)
        {
            var (parent, value, tag, _) = names.Scopes[scope];
            var text = strings.Get(names.Unit, value);
            if (text is null && tag == DwarfTag.Namespace)
            {
                text = "(anonymous namespace)";
            }

            if (text is not null)
            {
                name = text + "::" + name;
            }

            scope = parent;
        }

        return name;
    }
}
