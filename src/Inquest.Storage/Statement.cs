using System.Text;
using SQLitePCL;

namespace Inquest.Storage;

/// <summary>A prepared statement that is kept and run again; parameters are numbered from 1, columns from 0.</summary>
/// <remarks>
/// The writer runs thousands of small statements a second. Binding by number straight to SQLite costs a fifth of what
/// a command object with named parameters does, and allocates nothing for numbers and blobs.
/// Belongs to one <see cref="Connection"/> and, like it, to one thread at a time.
/// </remarks>
public sealed class Statement : IDisposable
{
    readonly sqlite3 _database;
    readonly sqlite3_stmt _handle;

    internal Statement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, bool value) => Bind(index, value ? 1L : 0L);

    public Statement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(_handle, index, value));
        return this;
    }

    /// <summary>Binds text; NUL ends text in every database we speak to, so it is dropped here.</summary>
    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            value = value.Replace("\0", "", StringComparison.Ordinal);
        }

        Span<byte> small = stackalloc byte[512];
        var utf8 = value.Length <= small.Length / 3
            ? small[..Encoding.UTF8.GetBytes(value, small)]
            : Encoding.UTF8.GetBytes(value).AsSpan();
        Check(raw.sqlite3_bind_text(_handle, index, utf8));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span would be bound as NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    public Statement Bind(int index, byte[]? value) => value is null ? BindNull(index) : Bind(index, value.AsSpan());

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Moves to the next row; false, and ready to be bound again, after the last one.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        var reset = raw.sqlite3_reset(_handle);
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : reset);
        return false;
    }

    /// <summary>Runs to the end and returns the number of rows changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Leaves a row set before its end.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    /// <summary>First column of the first row, or null when there is no row or the value is NULL.</summary>
    public long? Scalar()
    {
        if (!Step())
        {
            return null;
        }

        long? value = IsNull(0) ? null : Int64(0);
        Reset();
        return value;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public int Int32(int column) => (int)Int64(column);

    public bool Bool(int column) => Int64(column) != 0;

    public double Double(int column) => raw.sqlite3_column_double(_handle, column);

    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a blob, valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    public byte[]? BlobOrNull(int column) => IsNull(column) ? null : Blob(column).ToArray();

    public void Dispose() => _handle.Dispose();

    void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new StorageException(code, raw.sqlite3_errmsg(_database).utf8_to_string());
        }
    }
}
