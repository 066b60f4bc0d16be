namespace Inquest.Server.Symbols;

/// <summary>Status code and one sentence for people of each <see cref="SymbolUploadError"/>.</summary>
static class SymbolUploadErrorText
{
    public static int HttpStatus(this SymbolUploadError error) => error switch
    {
        SymbolUploadError.None => 200,
        SymbolUploadError.TooLarge => 413,
        _ => 422,
    };

    public static string Detail(this SymbolUploadError error) => error switch
    {
        SymbolUploadError.None => "stored",
        SymbolUploadError.NoModuleLine => "This is no Breakpad symbol file: its first line must be “MODULE os cpu id name”.",
        SymbolUploadError.UnusableName => "The module's name or id cannot be the name of a file.",
        SymbolUploadError.TooLarge => "The symbol file is larger than this server takes.",
        SymbolUploadError.InvalidCompression => "The compressed symbol file is damaged.",
        _ => "The symbol file was refused.",
    };
}
