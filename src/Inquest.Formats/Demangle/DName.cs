using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Inquest.Formats.Demangle;

/// <summary>
/// D names (ABI specification, "Name Mangling"): <c>_D</c>, then counted identifiers, then a type. The qualified name is written; types
/// and template arguments are left out.
/// </summary>
static class DName
{
    // Reference to an earlier identifier: base-26 distance, the last digit in small letters.
    const char Reference = 'Q';

    public static bool TryDemangle(string name, DemangleLimits limits, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var start = name.StartsWith("_D", StringComparison.Ordinal) ? 2 : name.StartsWith("__D", StringComparison.Ordinal) ? 3 : 0;
        if (start == 0)
        {
            return false;
        }

        if (name.AsSpan(start).SequenceEqual("main"))
        {
            text = "D main";
            return true;
        }

        var result = new StringBuilder();
        var position = start;
        for (var count = 0; count < limits.PartCountMax && TryIdentifier(name, ref position, out var part); count++)
        {
            result.Append(result.Length > 0 ? "." : "").Append(part);
        }

        // A declaration always has a type behind its name, or a Z for none.
        if (result.Length == 0 || position >= name.Length || !char.IsAsciiLetter(name[position]) || result.Length > limits.TextLengthMax)
        {
            return false;
        }

        text = result.ToString();
        return true;
    }

    static bool TryIdentifier(string name, ref int position, out string part)
    {
        part = "";
        var at = position;
        if (at < name.Length && name[at] == Reference)
        {
            var target = at++;
            var distance = 0;
            for (; at < name.Length && char.IsAsciiLetter(name[at]) && distance < name.Length; at++)
            {
                var isLast = char.IsAsciiLetterLower(name[at]);
                distance = (distance * 26) + (name[at] - (isLast ? 'a' : 'A'));
                if (isLast)
                {
                    target -= distance;
                    // A reference leads to digits, never to another reference.
                    if (distance == 0 || target < 0 || !char.IsAsciiDigit(name[target]) || !TryIdentifier(name, ref target, out part))
                    {
                        return false;
                    }

                    position = at + 1;
                    return true;
                }
            }

            return false;
        }

        var template = name.AsSpan(at).StartsWith("__T") || name.AsSpan(at).StartsWith("__U");
        if (template)
        {
            // Since 2017 template instances are not counted; their end is not known without reading their arguments.
            return false;
        }

        while (at < name.Length && char.IsAsciiDigit(name[at]))
        {
            at++;
        }

        if (!int.TryParse(name.AsSpan(position, at - position), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length <= 0 || length > name.Length - at)
        {
            return false;
        }

        var identifier = name.AsSpan(at, length);
        position = at + length;
        part = identifier.StartsWith("__T") && TemplateName(identifier[3..]) is { } inner ? inner + "!()" : Known(identifier);
        return true;
    }

    static string? TemplateName(ReadOnlySpan<char> text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= text.Length - digits
            ? text.Slice(digits, length).ToString()
            : null;
    }

    static string Known(ReadOnlySpan<char> identifier) => identifier switch
    {
        "__ctor" => "this",
        "__dtor" => "~this",
        "__postblit" => "this(this)",
        _ => identifier.ToString(),
    };
}
