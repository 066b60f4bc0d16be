namespace Inquest.Testing;

/// <summary>The folder of real data made by others; tests over it run when it is there and say so when it is not.</summary>
public static class Corpus
{
    /// <summary>The folder, from <c>INQUEST_CORPUS</c> or <c>../shared/corpus</c> beside the project, or null.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The folder of a case below <c>dumps/cases</c>, or null when the corpus is not there.</summary>
    public static string? Case(string name) =>
        Root is null ? null : Path.Combine(Root, "dumps", "cases", name.Replace('/', Path.DirectorySeparatorChar));

    static string? FindRoot()
    {
        var named = Environment.GetEnvironmentVariable("INQUEST_CORPUS");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        var beside = Path.Combine(ProjectTree.Root, "..", "shared", "corpus");
        return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }
}
