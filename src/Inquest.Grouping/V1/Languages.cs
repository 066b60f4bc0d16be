using Inquest.Reports;

namespace Inquest.Grouping.V1;

/// <summary>Which rules of naming hold for a frame.</summary>
static class Languages
{
    public static NameLanguage Of(string platform, Frame frame) => platform switch
    {
        "csharp" or "fsharp" or "vb" or "dotnet" => NameLanguage.DotNet,
        "java" or "kotlin" or "scala" or "groovy" => NameLanguage.Jvm,
        // React Native and Electron send native frames under their own platform.
        "javascript" or "node" or "typescript" => NameLanguage.JavaScript,
        "python" => NameLanguage.Python,
        "ruby" => NameLanguage.Ruby,
        "go" => NameLanguage.Go,
        "php" or "perl" or "elixir" or "lua" or "dart" or "powershell" => NameLanguage.Python,
        // Clients that leave the platform open send managed frames too: those name a file and no address.
        "other" => frame.Instruction is null && frame.ModuleOffset is null && frame.File is not null && frame.Module?.Contains('.', StringComparison.Ordinal) != true
            ? NameLanguage.Python : NameLanguage.Native,
        _ => NameLanguage.Native,
    };

    /// <summary>True when classes and packages, not binaries, are the modules of the platform's frames.</summary>
    public static bool IsManaged(string platform) => platform is not ("native" or "cocoa" or "c" or "objc" or "rust" or "swift" or "other");
}
