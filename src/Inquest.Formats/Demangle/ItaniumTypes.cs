using System.Collections.Frozen;

namespace Inquest.Formats.Demangle;

/// <summary>Builtin types and the abbreviations of std (Itanium C++ ABI 5.1.5.2 and 5.1.10).</summary>
static class ItaniumTypes
{
    static readonly FrozenDictionary<char, string> Builtins = new Dictionary<char, string>
    {
        ['v'] = "void", ['w'] = "wchar_t", ['b'] = "bool", ['c'] = "char", ['a'] = "signed char", ['h'] = "unsigned char", ['s'] = "short",
        ['t'] = "unsigned short", ['i'] = "int", ['j'] = "unsigned int", ['l'] = "long", ['m'] = "unsigned long", ['x'] = "long long",
        ['y'] = "unsigned long long", ['n'] = "__int128", ['o'] = "unsigned __int128", ['f'] = "float", ['d'] = "double",
        ['e'] = "long double", ['g'] = "__float128", ['z'] = "...",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<char, string> ExtendedBuiltins = new Dictionary<char, string>
    {
        ['d'] = "decimal64", ['e'] = "decimal128", ['f'] = "decimal32", ['h'] = "half", ['i'] = "char32_t", ['s'] = "char16_t", ['u'] = "char8_t",
        ['a'] = "auto", ['c'] = "decltype(auto)", ['n'] = "decltype(nullptr)",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<char, string> Abbreviations = new Dictionary<char, string>
    {
        ['a'] = "allocator", ['b'] = "basic_string", ['s'] = "string", ['i'] = "istream", ['o'] = "ostream", ['d'] = "iostream",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<char, (string Name, string Full)> Streams = new Dictionary<char, (string, string)>
    {
        ['s'] = ("basic_string", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >"),
        ['i'] = ("basic_istream", "std::basic_istream<char, std::char_traits<char> >"),
        ['o'] = ("basic_ostream", "std::basic_ostream<char, std::char_traits<char> >"),
        ['d'] = ("basic_iostream", "std::basic_iostream<char, std::char_traits<char> >"),
    }.ToFrozenDictionary();

    public static string? Builtin(char code) => Builtins.GetValueOrDefault(code);

    public static string? ExtendedBuiltin(char code) => ExtendedBuiltins.GetValueOrDefault(code);

    public static string? Abbreviation(char code) => Abbreviations.GetValueOrDefault(code);

    /// <summary>What an abbreviation stands for when a constructor or destructor follows: its own name is then not the short one.</summary>
    public static (string Name, string Full)? Expansion(char code) => Streams.TryGetValue(code, out var found) ? found : null;
}
