using System.Diagnostics.CodeAnalysis;

namespace Inquest.Formats.Demangle;

/// <summary>Rust's own mangling (RFC 2603, "v0"): <c>_R</c> and a path. Crate hashes are left out.</summary>
static class RustName
{
    /// <summary>Takes <c>_R</c>, and <c>R</c> and <c>__R</c> as Windows and macOS have it.</summary>
    public static bool TryDemangle(string name, DemangleLimits limits, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var start = name.StartsWith("_R", StringComparison.Ordinal) ? 2 : name.StartsWith("__R", StringComparison.Ordinal) ? 3 : 0;
        // A path begins with an upper-case letter; a digit would be the version of an encoding that is not known yet.
        if (start == 0 || name.Length <= start || !char.IsAsciiLetterUpper(name[start]))
        {
            return false;
        }

        // Vendors add a dot or a dollar and anything; neither can be part of the name itself.
        var end = name.AsSpan(start).IndexOfAny('.', '$');
        var mangled = end < 0 ? name[start..] : name.Substring(start, end);
        return new RustParser(mangled, limits).TryRead(out text);
    }
}
