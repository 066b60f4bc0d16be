using Inquest.Symbols.Identity;

namespace Inquest.Cli.SymbolFiles;

/// <summary>A file that looks like symbols, found in a folder or an archive.</summary>
/// <param name="Shown">Where it was found, for people.</param>
/// <param name="Path">Where its bytes lie now: the file itself, or an unpacked copy.</param>
/// <param name="Identity">What it is.</param>
sealed record FoundSymbolFile(string Shown, string Path, long Size, SymbolFileIdentity Identity)
{
    public string Name => System.IO.Path.GetFileName(Shown);

    public bool IsUsable => Identity.Problem == SymbolFileProblem.None;

    /// <summary>Why it cannot be used, with what to do about it.</summary>
    public string Reason => Identity.Problem switch
    {
        SymbolFileProblem.None => "",
        SymbolFileProblem.Empty => "is empty",
        SymbolFileProblem.UnknownForm => "is no symbol file",
        SymbolFileProblem.NoId => Identity.Kind switch
        {
            SymbolFileKind.Elf => "no build id (link with -Wl,--build-id)",
            SymbolFileKind.Wasm => "no build id (link with --build-id)",
            SymbolFileKind.MachO => "no UUID (link without -no_uuid)",
            _ => "no debug id (built without /DEBUG?)",
        },
        _ => "is damaged or cut",
    };
}
