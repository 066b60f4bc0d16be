using Inquest.Server.Ingest;
using Inquest.Server.Quotas;
using Inquest.Server.Regrouping;
using Inquest.Server.Releases;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Inquest.Storage.Decisions;
using Inquest.Storage.Drift;
using Inquest.Storage.Queries;
using Inquest.Storage.Quotas;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Pages;

/// <summary>Everything that handlers of pages use.</summary>
sealed class PageServices(
    Database database, BlobStore blobs, TimeProvider time, MoveQueue moves, RuleQueue rules, KeyDirectory keys, QuotaMeter meter, GateService gates,
    ReleaseHealth health)
{
    public TimeProvider Time { get; } = time;

    public BlobStore Blobs { get; } = blobs;

    public GateService Gates { get; } = gates;

    public ReleaseHealth Health { get; } = health;

    public SetupService Setup { get; } = new(database, time);

    public SessionService Sessions { get; } = new(database, time);

    public TokenService Tokens { get; } = new(database, time);

    public IssueDecisions Decisions { get; } = new(database, time);

    public IssueRegrouping Regrouping { get; } = new(database, time);

    public MoveQueue Moves { get; } = moves;

    public RuleQueue Rules { get; } = rules;

    public DriftQuery Drift { get; } = new(database);

    public MemberService Members { get; } = new(database, time);

    public IssueQueries Issues { get; } = new(database);

    public IssuePartQueries IssueParts { get; } = new(database);

    public EventQueries Events { get; } = new(database);

    public ProjectQueries Projects { get; } = new(database);

    public SymbolQueries Symbols { get; } = new(database);

    public SymbolCatalog SymbolFiles { get; } = new(database, time);

    public QuotaService Quotas { get; } = new(database, time);

    public QuotaMeter Meter { get; } = meter;

    public KeyDirectory Keys { get; } = keys;

    public OutcomeQueries Outcomes { get; } = new(database);

    public LoginThrottle Throttle { get; } = new(time);
}
