namespace Inquest.EndToEnd.DotnetClient;

/// <summary>Something to fail in, two calls deep.</summary>
sealed class Shelf
{
    public void Lend(string title) => Find(title);

    static void Find(string title) =>
        throw new InvalidOperationException($"'{title}' is lent out");
}
