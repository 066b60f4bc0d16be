using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>Turns a linkage name into what a person wrote.</summary>
public static class Demangler
{
    /// <summary>The demangled name, or the name itself when it is not mangled or not understood.</summary>
    public static string Demangle(string name) => Demangle(name, DemangleLimits.Default);

    public static string Demangle(string name, DemangleLimits limits)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(limits);
        if (name.Length > limits.NameLengthMax)
        {
            return name;
        }

        if (RustName.TryDemangle(name, limits, out var rustName))
        {
            return rustName;
        }

        if (name.StartsWith('?') || name.StartsWith(".?", StringComparison.Ordinal))
        {
            return Msvc(name, limits) ?? name;
        }

        if (SwiftName.TryDemangle(name, limits, out var swiftName))
        {
            return swiftName;
        }

        if (DName.TryDemangle(name, limits, out var dName))
        {
            return dName;
        }

        // Four underscores on macOS blocks and Apple's extra one; a version of a dynamic symbol is kept behind the name.
        var start = name.StartsWith("_Z", StringComparison.Ordinal) ? 2
            : name.StartsWith("__Z", StringComparison.Ordinal) ? 3
            : name.StartsWith("___Z", StringComparison.Ordinal) ? 4
            : 0;
        if (start == 0)
        {
            return GlobalInitialiser(name, limits) ?? name;
        }

        if (RustLegacyName.TryDemangle(name.AsSpan(start), out var rust))
        {
            return rust;
        }

        return Itanium(name, start, limits) ?? name;
    }

    static string? Msvc(string name, DemangleLimits limits)
    {
        var parser = new MsvcParser(name, limits);
        var text = name[0] == '.' ? parser.TypeName() : parser.Symbol();
        return parser.AtEnd ? text : null;
    }

    static string? Itanium(string name, int start, DemangleLimits limits)
    {
        var at = name.IndexOf('@', start);
        var mangled = at < 0 ? name : name[..at];
        var parser = new ItaniumParser(mangled[start..], limits);
        if (parser.Encoding() is not { } node)
        {
            return null;
        }

        var rest = mangled[(start + parser.Position)..];
        var writer = new DemangleWriter(limits);
        node.Write(writer);
        if (writer.IsOverflown || !TryWriteClones(rest, out var clones))
        {
            return null;
        }

        return writer + clones + (at < 0 ? "" : name[at..]);
    }

    // .isra.0, .constprop.1, .part.2, .cold: copies that the compiler made; several may follow each other.
    static bool TryWriteClones(string rest, out string clones)
    {
        clones = "";
        if (rest.Length == 0)
        {
            return true;
        }

        var text = new StringBuilder();
        var position = 0;
        while (position < rest.Length)
        {
            var start = position;
            if (rest[position] != '.' || position + 1 >= rest.Length)
            {
                return false;
            }

            position++;
            if (char.IsAsciiLetterLower(rest[position]) || rest[position] == '_')
            {
                while (position < rest.Length && (char.IsAsciiLetterLower(rest[position]) || rest[position] == '_'))
                {
                    position++;
                }
            }
            else if (!char.IsAsciiDigit(rest[position]))
            {
                return false;
            }
            else
            {
                position--;
            }

            while (position + 1 < rest.Length && rest[position] == '.' && char.IsAsciiDigit(rest[position + 1]))
            {
                position++;
                while (position < rest.Length && char.IsAsciiDigit(rest[position]))
                {
                    position++;
                }
            }

            if (position == start)
            {
                return false;
            }

            text.Append($" [clone {rest[start..position]}]");
        }

        clones = text.ToString();
        return true;
    }

    // _GLOBAL__sub_I_x: what runs the constructors of the file whose first symbol is x.
    static string? GlobalInitialiser(string name, DemangleLimits limits)
    {
        const string Prefix = "_GLOBAL__";
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var (code, text) in ((string, string)[])
            [("sub_I_", "global constructors keyed to "), ("I_", "global constructors keyed to "),
                ("sub_D_", "global destructors keyed to "), ("D_", "global destructors keyed to ")])
        {
            if (name.AsSpan(Prefix.Length).StartsWith(code))
            {
                var key = name[(Prefix.Length + code.Length)..];
                return text + (key.StartsWith("_Z", StringComparison.Ordinal) ? Demangle(key, limits) : key);
            }
        }

        return null;
    }
}
