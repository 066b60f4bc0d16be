namespace Inquest.Grouping.V1;

/// <summary>Beginnings of names, looked up by their first letter: a hundred of them cost as much as two.</summary>
sealed class PrefixSet
{
    const int Letters = 128;
    readonly string[][] _byFirst = new string[Letters][];

    public PrefixSet(params ReadOnlySpan<string> prefixes)
    {
        Array.Fill(_byFirst, []);
        foreach (var prefix in prefixes)
        {
            _byFirst[prefix[0]] = [.. _byFirst[prefix[0]], prefix];
        }
    }

    public bool StartsAny(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name[0] >= Letters)
        {
            return false;
        }

        foreach (var prefix in _byFirst[name[0]])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
