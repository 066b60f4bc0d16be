namespace Inquest.Cli.Seeding;

/// <summary>The project that is filled, and the key that its events seem to have come by.</summary>
readonly record struct SeedTarget(long ProjectId, long KeyId);
