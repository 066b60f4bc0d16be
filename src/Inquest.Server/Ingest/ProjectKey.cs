using Inquest.Grouping.Rules;
using Inquest.Processing.Scrub;
using Inquest.Server.Filters;

namespace Inquest.Server.Ingest;

/// <summary>A client key with what ingest and the workers need of its project.</summary>
public sealed class ProjectKey(long projectId, long keyId, ProjectSettings settings, RuleSet? rules = null)
{
    public long ProjectId { get; } = projectId;

    public long KeyId { get; } = keyId;

    public ProjectSettings Settings { get; } = settings;

    public InboundFilter Filter { get; } = new(settings.Filters);

    /// <summary>The grouping rules that hold.</summary>
    public RuleSet Rules { get; } = rules ?? RuleSet.None;

    /// <summary>Compiled once per set of rules.</summary>
    public Scrubber Scrubber { get; } = new(settings.Scrub);
}
