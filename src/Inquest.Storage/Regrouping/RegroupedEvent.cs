using Inquest.Grouping;
using Inquest.Storage.Decisions;

namespace Inquest.Storage.Regrouping;

/// <summary>A stored event with the key that a rule set gives it.</summary>
readonly record struct RegroupedEvent(long Row, long IssueId, long Timestamp, FingerprintId Old, KeyDecision New)
{
    public bool Changes => Old.Version != New.Version || Old.Key != New.Key;
}
