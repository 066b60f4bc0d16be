using System.Globalization;

namespace Inquest.Storage.Tests.Schema;

public sealed class MigrationTests
{
    /// <summary>Two files of one number would both be applied to a new database and only one to an old one.</summary>
    [Fact]
    public void Numbers_of_migrations_follow_each_other()
    {
        var numbers = typeof(Database).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture)).Order().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }
}
