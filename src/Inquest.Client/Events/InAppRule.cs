namespace Inquest.Client.Events;

/// <summary>Which assemblies are the app's own.</summary>
sealed class InAppRule(IEnumerable<string> others)
{
    static readonly string[] Frameworks = ["System", "Microsoft", "mscorlib", "netstandard", "WindowsBase", "PresentationCore", "PresentationFramework"];

    readonly string[] _others = [.. Frameworks, .. others];

    /// <summary>Null when the assembly is not known: the server decides.</summary>
    public bool? IsInApp(string? assembly) =>
        assembly is null ? null : !IsClient(assembly) && !Array.Exists(_others, other => IsOrIsBelow(assembly, other));

    /// <summary>This library and its integrations.</summary>
    public static bool IsClient(string? assembly) => assembly is "Inquest.Client" or "Inquest.Client.Hosting" or "Inquest.Client.AspNetCore";

    // "System" means System and System.Text.Json, and not SystemOfMine.
    static bool IsOrIsBelow(string assembly, string name) =>
        assembly.StartsWith(name, StringComparison.Ordinal) && (assembly.Length == name.Length || assembly[name.Length] == '.');
}
