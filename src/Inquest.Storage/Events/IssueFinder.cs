using System.Globalization;
using System.Text.Json;
using Inquest.Grouping;
using Inquest.Grouping.Similarity;
using Inquest.Storage.Decisions;
using Inquest.Storage.Regrouping;

namespace Inquest.Storage.Events;

/// <summary>Finds the issue of an event: by its key, by the key of the version before while an upgrade lasts, or by likeness.</summary>
sealed class IssueFinder(Connection connection, NearIssues? near, long now)
{
    /// <summary>How long after an upgrade old keys lead to their issues.</summary>
    const long UpgradeDays = 90;

    /// <summary>Calls named in the explanation of an attachment.</summary>
    const int CallsNamed = 4;

    public long? Find(NewEvent stored)
    {
        var key = new FingerprintId(stored.Grouping.Version, stored.Grouping.Key);
        if (Find(stored.ProjectId, key) is { } known)
        {
            return known;
        }

        return FindOlder(stored, key) ?? FindNear(stored, key) ?? FindBehind(stored, key);
    }

    long? Find(long projectId, FingerprintId key)
    {
        var row = connection.Prepare(
            """
            SELECT f.issue_id, i.merged_into FROM issue_fingerprint f JOIN issue i ON i.id = f.issue_id
            WHERE f.project_id = ?1 AND f.version = ?2 AND f.fingerprint = ?3
            """)
            .Bind(1, projectId).Bind(2, (long)key.Version).Bind(3, key.Key);
        if (!row.Step())
        {
            return null;
        }

        var (issue, isMerged) = (row.Int64(0), !row.IsNull(1));
        row.Reset();
        if (isMerged)
        {
            // Rules had emptied it; an event that still has its key brings it back.
            connection.Prepare("UPDATE issue SET merged_into = NULL WHERE id = ?1").Bind(1, issue).Run();
            IssueHistory.Add(connection, projectId, issue, now, "regrouped", "an event with this issue's own key arrived");
        }

        return issue;
    }

    long? FindOlder(NewEvent stored, FingerprintId key)
    {
        var began = connection.Prepare("SELECT began_at FROM grouping_version WHERE version = ?1").Bind(1, (long)key.Version).Scalar();
        if (began is null || now - began > UpgradeDays * UnixTime.MillisecondsPerDay || !HasOlder(stored.ProjectId))
        {
            return null;
        }

        var (version, older) = Grouper.Older(stored.Report);
        if (Find(stored.ProjectId, new(version, older)) is not { } issue)
        {
            return null;
        }

        Link(stored, key, issue);
        IssueHistory.Add(connection, stored.ProjectId, issue, now, "upgraded", $"its key of version {version} leads here; keys of version {key.Version} do from now on");
        return issue;
    }

    bool HasOlder(long projectId) =>
        connection.Prepare("SELECT 1 FROM issue_fingerprint WHERE project_id = ?1 AND version = 0 LIMIT 1").Bind(1, projectId).Scalar() is not null;

    long? FindNear(NewEvent stored, FingerprintId key)
    {
        if (near?.Find(connection, stored.ProjectId, stored.Terms, stored.NearThreshold) is not var (issue, match))
        {
            return null;
        }

        Link(stored, key, issue);
        var calls = match.Shared.Where(i => i < stored.TermNames.Count).Select(i => stored.TermNames[i]).Take(CallsNamed);
        Explain(
            stored, key, issue,
            string.Create(CultureInfo.InvariantCulture, $"events of a new key ({stored.Grouping.Signature}) came here by likeness {match.Score:0.00} (threshold {stored.NearThreshold:0.00}); both stacks have {string.Join(", ", calls)}"));
        return issue;
    }

    // Refactorings put new functions between a bug's own one and the fault. A function that nobody has seen, called by one that is
    // known to be a bug's, is such a one; a known function there is another bug.
    long? FindBehind(NewEvent stored, FingerprintId key)
    {
        if (near is null || stored.NearThreshold <= 0 || stored.Stack is not { } stack)
        {
            return null;
        }

        var decision = Grouper.Decide(stack, stored.Rules);
        if (decision.Key != key.Key || Grouper.DecideWithoutInnermost(stack, decision, stored.Rules) is not { } behind
            || near.Knows(connection, stored.ProjectId, StackTerms.IdOf(decision.Parts[^1].Frame, stored.Report.Platform))
            || Find(stored.ProjectId, new(behind.Version, behind.Key)) is not { } issue)
        {
            return null;
        }

        Link(stored, key, issue);
        Explain(stored, key, issue, $"events of a new key came here: {decision.Parts[^1].Name} was never seen before and is called by {behind.Signature}, where this issue's events are");
        return issue;
    }

    void Explain(NewEvent stored, FingerprintId key, long issue, string why) => IssueHistory.Add(
        connection, stored.ProjectId, issue, now, "attached", why,
        JsonSerializer.Serialize(new RegroupUndo { Other = issue, Fingerprints = [key] }, RegroupJson.Default.RegroupUndo));

    void Link(NewEvent stored, FingerprintId key, long issue)
    {
        connection.Prepare("INSERT INTO issue_fingerprint (project_id, version, fingerprint, issue_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, stored.ProjectId).Bind(2, (long)key.Version).Bind(3, key.Key).Bind(4, issue).Bind(5, now).Run();
        near?.Add(connection, stored.ProjectId, key, stored.Terms);
    }
}
