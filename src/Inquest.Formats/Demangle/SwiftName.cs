using System.Diagnostics.CodeAnalysis;

namespace Inquest.Formats.Demangle;

/// <summary>
/// Swift names as a person would say them: <c>static Module.Type.method(label:)</c>, <c>closure #1 in …</c>. Types of parameters are
/// left out, as Apple's own crash reports leave them out; argument labels tell overloads apart.
/// </summary>
static class SwiftName
{
    static readonly string[] Prefixes = ["_$s", "$s", "_$S", "$S", "_$e", "$e", "__T0", "_T0"];

    public static bool TryDemangle(string name, DemangleLimits limits, [NotNullWhen(true)] out string? text)
    {
        text = null;
        foreach (var prefix in Prefixes)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            // LLVM and the linker add their own endings (.llvm.123, .resume.0, .cold.1).
            var end = name.IndexOf('.', prefix.Length);
            var mangled = name[prefix.Length..(end < 0 ? name.Length : end)];
            text = mangled.Length == 0 ? null : Read(mangled, prefix.EndsWith("T0", StringComparison.Ordinal), limits);
            return text is not null;
        }

        if (name.StartsWith("_T", StringComparison.Ordinal) || name.StartsWith("__T", StringComparison.Ordinal))
        {
            return SwiftOldName.TryDemangle(name, limits, out text);
        }

        return false;
    }

    static string? Read(string mangled, bool isOld, DemangleLimits limits)
    {
        // Thunks that convert between ways of passing arguments consist of nothing but two function types.
        var (bare, attributes) = WithoutThunkEndings(mangled);
        if (bare.EndsWith("TR", StringComparison.Ordinal) || bare.EndsWith("Tr", StringComparison.Ordinal))
        {
            return attributes + "reabstraction thunk helper";
        }

        var parser = new SwiftParser(mangled, isOld, limits);
        if (parser.Read() is not { } nodes)
        {
            return null;
        }

        var writer = new DemangleWriter(limits);
        foreach (var node in nodes)
        {
            SwiftPrinter.Write(node, writer);
        }

        return writer.IsOverflown || writer.Length == 0 ? null : writer.ToString();
    }

    static (string Bare, string Attributes) WithoutThunkEndings(string mangled)
    {
        var attributes = "";
        while (true)
        {
            var text = mangled.Length < 2 ? null : mangled[^2..] switch
            {
                "TA" => "partial apply for ",
                "Tm" => "merged ",
                "To" => "@objc ",
                _ => null,
            };
            if (text is null)
            {
                return (mangled, attributes);
            }

            attributes += text;
            mangled = mangled[..^2];
        }
    }
}
