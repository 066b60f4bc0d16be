using System.Collections.Concurrent;
using Inquest.Storage.Regrouping;
using Microsoft.Data.Sqlite;

namespace Inquest.Storage;

/// <summary>The SQLite file of one server: one writer at a time, any number of readers beside it (WAL).</summary>
/// <remarks>
/// The writer does not sync at each commit (<c>synchronous=NORMAL</c>): what a power cut takes back is still in the
/// spool, because the cursor goes back with it and segments are deleted only after <see cref="Checkpoint"/>.
/// Writes that have no spool behind them (accounts, decisions of people) ask for <c>durable</c>.
/// </remarks>
public sealed class Database : IDisposable
{
    static readonly Lock ConfigurationGate = new();

    readonly string _connectionString;
    readonly ConcurrentBag<Connection> _idle = [];
    readonly Lock _writing = new();
    readonly Connection _writer;
    bool _disposed;

    Database(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        Path = path;
        _writer = Open(StorageLimits.WriterCacheKibibytes);
        _writer.Execute($"PRAGMA wal_autocheckpoint={StorageLimits.WalPagesBeforeCheckpoint}");
        Migrations.Apply(_writer);
    }

    public string Path { get; }

    /// <summary>Opens the file, makes it when it is not there, and brings its schema up to date.</summary>
    public static Database Open(string path)
    {
        Prepare();
        return new Database(path);
    }

    // Each connection is used by one thread at a time, so that SQLite's own locks guard nothing; they and its count of
    // allocated bytes were a tenth of the time of a batch. Refused, without harm, once SQLite is in use.
    internal static void Prepare()
    {
        lock (ConfigurationGate)
        {
            SQLitePCL.Batteries_V2.Init();
            _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
            _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
        }
    }

    /// <summary>Borrows a reader that sees one consistent state until it is disposed.</summary>
    public ReaderLease Read()
    {
        var connection = _idle.TryTake(out var idle) ? idle : OpenReader();
        connection.Prepare("BEGIN").Run();
        return new ReaderLease(this, connection);
    }

    /// <summary>Stacks of known issues; used within <see cref="Write{T}"/> only.</summary>
    public NearIssues Near { get; } = new();

    /// <summary>Runs <paramref name="work"/> in one transaction on the calling thread; an exception rolls it back.</summary>
    /// <param name="work">Gets the writer; it must not keep it.</param>
    /// <param name="durable">Syncs the commit to disk before returning.</param>
    public T Write<T>(Func<Connection, T> work, bool durable = false)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_writing)
        {
            if (durable)
            {
                _writer.Prepare("PRAGMA synchronous=FULL").Run();
            }

            _writer.Prepare("BEGIN IMMEDIATE").Run();
            var committed = false;
            try
            {
                var result = work(_writer);
                _writer.Prepare("COMMIT").Run();
                committed = true;
                return result;
            }
            finally
            {
                if (!committed)
                {
                    Rollback();
                }

                if (durable)
                {
                    _writer.Prepare("PRAGMA synchronous=NORMAL").Run();
                }
            }
        }
    }

    public void Write(Action<Connection> work, bool durable = false)
    {
        ArgumentNullException.ThrowIfNull(work);
        Write(
            connection =>
            {
                work(connection);
                return true;
            },
            durable);
    }

    /// <summary>Folds the log back into the file and syncs both, so that all commits so far survive a power cut.</summary>
    /// <returns>False when a reader held it up; commits are then durable in the log all the same.</returns>
    public bool Checkpoint()
    {
        lock (_writing)
        {
            return _writer.Prepare("PRAGMA wal_checkpoint(PASSIVE)").Scalar() == 0;
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }

        lock (_writing)
        {
            _writer.Dispose();
        }
    }

    internal void Return(Connection connection)
    {
        connection.Prepare("COMMIT").Run();
        if (_disposed || _idle.Count >= StorageLimits.IdleReadersMax)
        {
            connection.Dispose();
        }
        else
        {
            _idle.Add(connection);
        }
    }

    // A failed statement may have rolled back by itself (disk full); a second rollback is then an error of no interest.
    void Rollback()
    {
        try
        {
            _writer.Prepare("ROLLBACK").Run();
        }
        catch (StorageException)
        {
        }
    }

    Connection OpenReader()
    {
        var reader = Open(StorageLimits.ReaderCacheKibibytes);
        reader.Execute("PRAGMA query_only=ON");
        return reader;
    }

    Connection Open(int cacheKibibytes)
    {
        var sqlite = new SqliteConnection(_connectionString);
        sqlite.Open();
        var connection = new Connection(sqlite);
        connection.Execute(
            $"""
             PRAGMA journal_mode=WAL;
             PRAGMA synchronous=NORMAL;
             PRAGMA busy_timeout={StorageLimits.BusyTimeoutMilliseconds};
             PRAGMA cache_size=-{cacheKibibytes};
             PRAGMA temp_store=MEMORY;
             PRAGMA foreign_keys=OFF;
             """);
        return connection;
    }
}
