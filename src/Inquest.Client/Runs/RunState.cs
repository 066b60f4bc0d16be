using System.Text.Json.Serialization;
using Inquest.Client.Sampling;

namespace Inquest.Client.Runs;

/// <summary>One run of a process as its file has it: its session, and what it left out of its reports.</summary>
sealed record RunState
{
    /// <summary>32 hex digits: the session's id, and the name of the file.</summary>
    public string Id { get; init; } = "";

    public string? DistinctId { get; init; }

    public string Release { get; init; } = "";

    public string? Environment { get; init; }

    /// <summary>When the process called Init.</summary>
    public DateTimeOffset RunStarted { get; init; }

    /// <summary>Null when no session was started: then nothing is told of it.</summary>
    public DateTimeOffset? SessionStarted { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    /// <summary><c>ok</c>, <c>exited</c>, <c>crashed</c> or <c>abnormal</c>.</summary>
    public string Status { get; init; } = RunStatus.Ok;

    public int Errors { get; init; }

    public int Sequence { get; init; }

    /// <summary>A server has an update with <c>init</c>.</summary>
    public bool InitTold { get; init; }

    /// <summary>A server has the state as it stands here.</summary>
    public bool Told { get; init; }

    public IReadOnlyList<DropCount> Drops { get; init; } = [];

    [JsonIgnore]
    public bool HasEnded => Status != RunStatus.Ok;
}
