namespace Inquest.Formats.Minidump;

/// <summary>A value that is made when it is first asked for, once, whoever asks.</summary>
/// <remarks><see cref="Lazy{T}"/> asks the trimmer to keep constructors of T, which a generic caller cannot promise.</remarks>
sealed class Deferred<T>(Func<T> make)
{
    readonly Lock _lock = new();
    Func<T>? _make = make;
    T _value = default!;

    public T Value
    {
        get
        {
            if (Volatile.Read(ref _make) is null)
            {
                return _value;
            }

            lock (_lock)
            {
                if (_make is { } pending)
                {
                    _value = pending();
                    Volatile.Write(ref _make, null);
                }

                return _value;
            }
        }
    }
}
