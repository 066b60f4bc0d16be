namespace Inquest.Storage.Events;

/// <summary>Counts of tag values of issues and projects, with a bound on the number of distinct values.</summary>
/// <remarks>A tag that holds a request id would otherwise grow a row per event; past the bound values are counted as <see cref="Other"/>.</remarks>
static class TagCounts
{
    /// <summary>The value under which the rest is counted.</summary>
    public const string Other = "⟨other⟩";

    public static void AddToIssue(Connection connection, long projectId, long issueId, string key, string value, long count)
    {
        if (Update(value) || (count < 0 && Update(Other)))
        {
            return;
        }

        var distinct = connection.Prepare(
            "SELECT count(*) FROM (SELECT 1 FROM issue_tag WHERE project_id = ?1 AND issue_id = ?2 AND key = ?3 LIMIT ?4)")
            .Bind(1, projectId).Bind(2, issueId).Bind(3, key).Bind(4, (long)StorageLimits.TagValuesMax).Scalar();
        if (distinct >= StorageLimits.TagValuesMax && Update(Other))
        {
            return;
        }

        connection.Prepare("INSERT INTO issue_tag (project_id, issue_id, key, value, count) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, projectId).Bind(2, issueId).Bind(3, key)
            .Bind(4, distinct >= StorageLimits.TagValuesMax ? Other : value).Bind(5, count).Run();

        bool Update(string which) => connection.Prepare(
            "UPDATE issue_tag SET count = count + ?5 WHERE project_id = ?1 AND issue_id = ?2 AND key = ?3 AND value = ?4")
            .Bind(1, projectId).Bind(2, issueId).Bind(3, key).Bind(4, which).Bind(5, count).Run() > 0;
    }

    public static void AddToProject(Connection connection, long projectId, string key, string value, long count)
    {
        if (Update(value) || (count < 0 && Update(Other)))
        {
            return;
        }

        var distinct = connection.Prepare(
            "SELECT count(*) FROM (SELECT 1 FROM project_tag WHERE project_id = ?1 AND key = ?2 LIMIT ?3)")
            .Bind(1, projectId).Bind(2, key).Bind(3, (long)StorageLimits.TagValuesMax).Scalar();
        if (distinct >= StorageLimits.TagValuesMax && Update(Other))
        {
            return;
        }

        connection.Prepare("INSERT INTO project_tag (project_id, key, value, count) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, projectId).Bind(2, key)
            .Bind(3, distinct >= StorageLimits.TagValuesMax ? Other : value).Bind(4, count).Run();

        bool Update(string which) => connection.Prepare(
            "UPDATE project_tag SET count = count + ?4 WHERE project_id = ?1 AND key = ?2 AND value = ?3")
            .Bind(1, projectId).Bind(2, key).Bind(3, which).Bind(4, count).Run() > 0;
    }
}
