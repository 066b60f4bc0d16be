using Inquest.Client.Native;

namespace Inquest.Client;

/// <summary>What goes with the reports of a part of the program: tags, user, breadcrumbs. All members may be called from any thread.</summary>
/// <remarks>
/// There is one scope for the whole program, and <see cref="InquestSdk.PushScope"/> lays a copy over it that the current flow of
/// control sees, through awaits and into tasks that it starts.
/// </remarks>
public sealed class Scope
{
    readonly Lock _gate = new();
    readonly int _breadcrumbsMax;
    readonly TimeProvider _time;
    readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    readonly Dictionary<string, object?> _extra = new(StringComparer.Ordinal);
    readonly Dictionary<string, IReadOnlyDictionary<string, object?>> _contexts = new(StringComparer.Ordinal);
    readonly Queue<Breadcrumb> _breadcrumbs;
    readonly List<Action<OutgoingReport>> _enrichers = [];
    LibInquest? _native;
    ReportUser? _user;
    ReportRequest? _request;
    string? _transaction;
    ReportLevel? _level;
    IReadOnlyList<string> _fingerprint = [];

    internal Scope(int breadcrumbsMax, TimeProvider time)
    {
        (_breadcrumbsMax, _time) = (breadcrumbsMax, time);
        _breadcrumbs = new Queue<Breadcrumb>(Math.Min(breadcrumbsMax, 16));
    }

    /// <summary>The person; null when nobody is known.</summary>
    public ReportUser? User
    {
        get => _user;
        set
        {
            _user = value;
            _native?.SetUser(value);
        }
    }

    /// <summary>What was being served or done, for example <c>GET /basket/{id}</c>.</summary>
    public string? Transaction
    {
        get => _transaction;
        set => _transaction = value;
    }

    /// <summary>Instead of the level that a report would have; crashes stay fatal.</summary>
    public ReportLevel? Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>Parts of the key that groups the reports of this scope; <c>{{ default }}</c> stands for the server's own. Empty leaves it to the server.</summary>
    public IReadOnlyList<string> Fingerprint
    {
        get => _fingerprint;
        set => _fingerprint = value ?? [];
    }

    /// <summary>The HTTP request that is being served.</summary>
    public ReportRequest? Request
    {
        get => _request;
        set => _request = value;
    }

    /// <param name="key">Up to 200 characters.</param>
    /// <param name="value">Up to 200 characters; null removes the tag.</param>
    public void SetTag(string key, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Set(_tags!, key, value);
        _native?.SetTag(key, value);
    }

    /// <param name="key">A name.</param>
    /// <param name="value">Text, numbers, truth values and times as they are, anything else by its <c>ToString</c>; null removes it.</param>
    public void SetExtra(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Set(_extra, key, value);
    }

    /// <summary>A named group of values, shown as a table of its own; null removes it.</summary>
    public void SetContext(string name, IReadOnlyDictionary<string, object?>? values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Set(_contexts!, name, values);
    }

    /// <summary>Called for each report of this scope, for what is only known when it happens.</summary>
    public void Enrich(Action<OutgoingReport> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            _enrichers.Add(change);
        }
    }

    public void AddBreadcrumb(Breadcrumb breadcrumb)
    {
        ArgumentNullException.ThrowIfNull(breadcrumb);
        if (_breadcrumbsMax <= 0)
        {
            return;
        }

        var stamped = breadcrumb.Timestamp is null ? breadcrumb with { Timestamp = _time.GetUtcNow() } : breadcrumb;
        lock (_gate)
        {
            while (_breadcrumbs.Count >= _breadcrumbsMax)
            {
                _breadcrumbs.Dequeue();
            }

            _breadcrumbs.Enqueue(stamped);
        }

        _native?.AddBreadcrumb(stamped);
    }

    public void ClearBreadcrumbs()
    {
        lock (_gate)
        {
            _breadcrumbs.Clear();
        }
    }

    /// <summary>From now on a native crash knows this scope's tags, user and breadcrumbs.</summary>
    internal void MirrorTo(LibInquest native) => _native = native;

    internal Scope Clone()
    {
        var copy = new Scope(_breadcrumbsMax, _time)
        {
            _user = _user,
            _request = _request,
            _transaction = _transaction,
            _level = _level,
            _fingerprint = _fingerprint,
        };
        lock (_gate)
        {
            CopyInto(copy._tags!, _tags!);
            CopyInto(copy._extra, _extra);
            CopyInto(copy._contexts, _contexts);
            copy._enrichers.AddRange(_enrichers);
            foreach (var breadcrumb in _breadcrumbs)
            {
                copy._breadcrumbs.Enqueue(breadcrumb);
            }
        }

        return copy;
    }

    /// <summary>Lays this scope's values on a report; what the report has already wins.</summary>
    internal void Apply(OutgoingReport report)
    {
        report.User ??= _user;
        report.Request ??= _request;
        report.Transaction ??= _transaction;
        report.Level = _level is { } level && !report.IsCrash ? level : report.Level;
        report.Fingerprint = report.Fingerprint.Count == 0 ? _fingerprint : report.Fingerprint;
        Action<OutgoingReport>[] enrichers;
        lock (_gate)
        {
            enrichers = [.. _enrichers];
            AddInto(report.Tags, _tags);
            AddInto(report.Extra, _extra);
            AddInto(report.Contexts, _contexts);
            report.Breadcrumbs = [.. _breadcrumbs];
        }

        // Outside the lock: they are the app's code.
        foreach (var enrich in enrichers)
        {
            enrich(report);
        }
    }

    void Set<T>(Dictionary<string, T> values, string key, T value)
    {
        lock (_gate)
        {
            if (value is null)
            {
                values.Remove(key);
            }
            else
            {
                values[key] = value;
            }
        }
    }

    static void CopyInto<T>(Dictionary<string, T> target, Dictionary<string, T> source)
    {
        foreach (var (key, value) in source)
        {
            target[key] = value;
        }
    }

    static void AddInto<T>(IDictionary<string, T> target, Dictionary<string, T> source)
    {
        foreach (var (key, value) in source)
        {
            target.TryAdd(key, value);
        }
    }
}
