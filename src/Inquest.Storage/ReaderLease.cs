namespace Inquest.Storage;

/// <summary>A reader borrowed from the pool, inside one read transaction; give it back by disposing.</summary>
public readonly struct ReaderLease(Database database, Connection connection) : IDisposable
{
    public Connection Connection { get; } = connection;

    public Statement Prepare(string sql) => Connection.Prepare(sql);

    public void Dispose() => database.Return(Connection);
}
