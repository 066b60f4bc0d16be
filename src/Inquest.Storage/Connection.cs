using Microsoft.Data.Sqlite;

namespace Inquest.Storage;

/// <summary>One connection with its prepared statements; used by one thread at a time.</summary>
public sealed class Connection : IDisposable
{
    readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal Connection(SqliteConnection sqlite) => Sqlite = sqlite;

    /// <summary>The ADO.NET connection, for the few jobs that need it (backup).</summary>
    public SqliteConnection Sqlite { get; }

    /// <summary>Number of the row that was inserted last.</summary>
    public long LastRow => SQLitePCL.raw.sqlite3_last_insert_rowid(Sqlite.Handle);

    /// <summary>The statement of this text, prepared once per connection; reset and ready to be bound.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= StorageLimits.StatementsPerConnectionMax)
            {
                Forget();
            }

            statement = new Statement(Sqlite.Handle!, sql);
            _statements.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>Runs a statement that needs no parameters and is not worth keeping.</summary>
    public void Execute(string sql)
    {
        using var command = Sqlite.CreateCommand();
#pragma warning disable CA2100 // Schema files and pragmas of our own; no caller passes outside text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Forget();
        Sqlite.Dispose();
    }

    void Forget()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}
