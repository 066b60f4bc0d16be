using System.Globalization;
using System.Reflection;

namespace Inquest.Storage;

/// <summary>Numbered SQL files, applied in order, each in one transaction that also writes the new version.</summary>
static class Migrations
{
    public static void Apply(Connection connection)
    {
        var current = connection.Prepare("PRAGMA user_version").Scalar() ?? 0;
        foreach (var (version, name) in Files())
        {
            if (version <= current)
            {
                continue;
            }

            connection.Execute($"BEGIN IMMEDIATE;\n{Read(name)}\nPRAGMA user_version = {version};\nCOMMIT;");
        }
    }

    static IEnumerable<(int Version, string Name)> Files() => Assembly.GetExecutingAssembly()
        .GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .Select(name => (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name))
        .OrderBy(file => file.Item1);

    static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
