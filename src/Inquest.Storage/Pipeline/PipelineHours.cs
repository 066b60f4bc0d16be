namespace Inquest.Storage.Pipeline;

/// <summary>Rows of <c>pipeline_hour</c>.</summary>
public static class PipelineHours
{
    public static void Add(Connection connection, PipelineKey key, long count)
    {
        ArgumentNullException.ThrowIfNull(connection);
        connection.Prepare(
            """
            INSERT INTO pipeline_hour (project_id, hour, measure, platform, release, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET value = value + excluded.value
            """)
            .Bind(1, key.ProjectId).Bind(2, key.Hour).Bind(3, key.Measure).Bind(4, key.Platform).Bind(5, key.Release).Bind(6, count).Run();
    }

    /// <summary>Figures of a span of hours, first and last included; project 0 takes all projects.</summary>
    public static List<(PipelineKey Key, long Value)> Read(Connection connection, long projectId, long firstHour, long lastHour)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var figures = new List<(PipelineKey, long)>();
        var rows = connection.Prepare(
            """
            SELECT project_id, hour, measure, platform, release, value FROM pipeline_hour
            WHERE (?1 = 0 OR project_id = ?1) AND hour BETWEEN ?2 AND ?3
            """).Bind(1, projectId).Bind(2, firstHour).Bind(3, lastHour);
        while (rows.Step())
        {
            figures.Add((new PipelineKey(rows.Int64(0), rows.Int64(1), rows.Text(2), rows.Text(3), rows.Text(4)), rows.Int64(5)));
        }

        return figures;
    }
}
