using Inquest.Processing.Scrub;
using Inquest.Server.Filters;

namespace Inquest.Server.Ingest;

/// <summary>A client key with what ingest and the workers need of its project.</summary>
public sealed class ProjectKey(long projectId, long keyId, ProjectSettings settings)
{
    public long ProjectId { get; } = projectId;

    public long KeyId { get; } = keyId;

    public ProjectSettings Settings { get; } = settings;

    public InboundFilter Filter { get; } = new(settings.Filters);

    /// <summary>Compiled once per set of rules.</summary>
    public Scrubber Scrubber { get; } = new(settings.Scrub);
}
