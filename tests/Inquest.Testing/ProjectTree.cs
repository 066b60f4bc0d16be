namespace Inquest.Testing;

/// <summary>The checkout that the running tests were built from.</summary>
public static class ProjectTree
{
    public static string Root { get; } = Find();

    static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Inquest.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests do not run from a checkout: no Inquest.slnx above " + AppContext.BaseDirectory);
    }
}
