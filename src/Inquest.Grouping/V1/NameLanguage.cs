namespace Inquest.Grouping.V1;

/// <summary>Families of languages that name functions alike.</summary>
enum NameLanguage
{
    /// <summary>C, C++, Rust, Swift, Objective-C: return types, parameters and arguments of templates are cut.</summary>
    Native = 0,
    DotNet,

    /// <summary>Java, Kotlin, Scala.</summary>
    Jvm,
    JavaScript,
    Python,
    Ruby,
    Go,
}
