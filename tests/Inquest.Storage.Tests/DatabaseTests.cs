namespace Inquest.Storage.Tests;

public sealed class DatabaseTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Opens_a_new_file_and_opens_it_again()
    {
        using (var first = Database.Open(_folder.File("inquest.db")))
        {
            first.Write(connection => connection
                .Prepare("INSERT INTO organization (id, slug, name, created_at) VALUES (1, ?1, ?2, 5)")
                .Bind(1, "acme").Bind(2, "A\0cme \U0001F600").Run());
        }

        using var second = Database.Open(_folder.File("inquest.db"));
        using var reader = second.Read();
        var row = reader.Prepare("SELECT slug, name, created_at FROM organization");
        Assert.True(row.Step());
        Assert.Equal("acme", row.Text(0));
        Assert.Equal("Acme \U0001F600", row.Text(1));
        Assert.Equal(5, row.Int64(2));
        Assert.False(row.Step());
    }

    [Fact]
    public void Rolls_back_when_the_work_throws()
    {
        using var database = Database.Open(_folder.File("inquest.db"));
        Assert.Throws<InvalidOperationException>(() => database.Write(connection =>
        {
            connection.Prepare("INSERT INTO setting VALUES (0, 'a', 'b', 1)").Run();
            throw new InvalidOperationException("no");
        }));

        Assert.Equal(0, Count(database));
        database.Write(connection => connection.Prepare("INSERT INTO setting VALUES (0, 'a', 'b', 1)").Run(), durable: true);
        Assert.Equal(1, Count(database));
    }

    [Fact]
    public void A_reader_keeps_seeing_the_state_it_began_with()
    {
        using var database = Database.Open(_folder.File("inquest.db"));
        using (var reader = database.Read())
        {
            Assert.Equal(0, reader.Prepare("SELECT count(*) FROM setting").Scalar());
            database.Write(connection => connection.Prepare("INSERT INTO setting VALUES (0, 'a', 'b', 1)").Run());
            Assert.Equal(0, reader.Prepare("SELECT count(*) FROM setting").Scalar());
        }

        Assert.Equal(1, Count(database));
    }

    static long? Count(Database database)
    {
        using var reader = database.Read();
        return reader.Prepare("SELECT count(*) FROM setting").Scalar();
    }
}
