using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols;

/// <summary>Status code, word and sentence of each <see cref="SymbolUploadError"/>.</summary>
static class SymbolUploadErrorText
{
    public static SymbolUploadError Of(SymbolFileProblem problem) => problem switch
    {
        SymbolFileProblem.None => SymbolUploadError.None,
        SymbolFileProblem.Empty => SymbolUploadError.Empty,
        SymbolFileProblem.UnknownForm => SymbolUploadError.UnknownForm,
        SymbolFileProblem.NoId => SymbolUploadError.NoId,
        _ => SymbolUploadError.Malformed,
    };

    public static int HttpStatus(this SymbolUploadError error) => error switch
    {
        SymbolUploadError.None => 200,
        SymbolUploadError.TooLarge or SymbolUploadError.SuspiciousCompression => 413,
        _ => 422,
    };

    /// <summary>The word in JSON; never renamed.</summary>
    public static string Word(this SymbolUploadError error) => error switch
    {
        SymbolUploadError.Empty => "empty",
        SymbolUploadError.UnknownForm => "unknown-form",
        SymbolUploadError.Malformed => "malformed",
        SymbolUploadError.NoId => "no-id",
        SymbolUploadError.UnusableName => "unusable-name",
        SymbolUploadError.TooLarge => "too-large",
        SymbolUploadError.SuspiciousCompression => "suspicious-compression",
        SymbolUploadError.InvalidCompression => "invalid-compression",
        SymbolUploadError.WrongId => "wrong-id",
        SymbolUploadError.WrongHash => "wrong-hash",
        SymbolUploadError.TooManyFiles => "too-many-files",
        SymbolUploadError.EmptyArchive => "empty-archive",
        _ => "none",
    };

    public static string Detail(this SymbolUploadError error) => error switch
    {
        SymbolUploadError.None => "stored",
        SymbolUploadError.Empty => "The file is empty.",
        SymbolUploadError.UnknownForm =>
            "This is no symbol file: Breakpad .sym, ELF, PE, PDB, Mach-O, portable PDB, WebAssembly and source bundles are known, and zip archives of them.",
        SymbolUploadError.Malformed => "The file's headers cannot be read: it is cut or damaged.",
        SymbolUploadError.NoId => "The file has no id. Link with -Wl,--build-id, or /DEBUG on Windows.",
        SymbolUploadError.UnusableName => "The file's or module's name cannot be the name of a file.",
        SymbolUploadError.TooLarge => "The file is larger than this server takes.",
        SymbolUploadError.SuspiciousCompression => "The file unpacks to far more than any symbol file does.",
        SymbolUploadError.InvalidCompression => "The compressed file or archive is damaged.",
        SymbolUploadError.WrongId => "The id inside of the file is not the one that the upload names.",
        SymbolUploadError.WrongHash => "The bytes have another hash than the upload names.",
        SymbolUploadError.TooManyFiles => "The archive has more files than are looked at; the rest was left out.",
        SymbolUploadError.EmptyArchive => "The archive has no files.",
        _ => "The symbol file was refused.",
    };
}
