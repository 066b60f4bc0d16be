using Inquest.Storage.Queries;

namespace Inquest.Storage.Releases;

/// <summary>Rollouts and the decisions about them.</summary>
public sealed class RolloutStore(Database database)
{
    const string Columns = "id, project_id, release, environment, baseline, settings_json, weights_json, phase, step, step_since, started_at, highest";
    const string DecisionColumns = "id, project_id, rollout_id, at, verdict, reason, phase, step, actor, note, figures_json, told_json";

    public Rollout? Find(long projectId, string release, string environment)
    {
        using var reader = database.Read();
        return Single(reader.Prepare($"SELECT {Columns} FROM rollout WHERE project_id = ?1 AND release = ?2 AND environment = ?3")
            .Bind(1, projectId).Bind(2, release).Bind(3, environment));
    }

    /// <summary>All rollouts of a project, the newest first.</summary>
    public IReadOnlyList<Rollout> List(long projectId)
    {
        using var reader = database.Read();
        var rollouts = new List<Rollout>();
        var rows = reader.Prepare($"SELECT {Columns} FROM rollout WHERE project_id = ?1 ORDER BY started_at DESC LIMIT ?2")
            .Bind(1, projectId).Bind(2, (long)QueryLimits.ReleasesShown);
        while (rows.Step())
        {
            rollouts.Add(Read(rows));
        }

        return rollouts;
    }

    /// <summary>Stores a rollout that begins; the one that is there already when somebody else was faster.</summary>
    public Rollout Begin(Rollout rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        database.Write(
            connection => connection.Prepare(
                """
                INSERT INTO rollout (project_id, release, environment, baseline, settings_json, weights_json, phase, step, step_since, started_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING
                """)
                .Bind(1, rollout.ProjectId).Bind(2, rollout.Release).Bind(3, rollout.Environment).Bind(4, rollout.Baseline)
                .Bind(5, rollout.SettingsJson).Bind(6, rollout.WeightsJson).Bind(7, rollout.Phase).Bind(8, (long)rollout.Step)
                .Bind(9, rollout.StepSince).Bind(10, rollout.StartedAt).Run(),
            durable: true);
        return Find(rollout.ProjectId, rollout.Release, rollout.Environment)!;
    }

    /// <summary>Writes a new state, and the decision that led to it.</summary>
    public void Save(Rollout rollout, RolloutDecision? decision)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        database.Write(
            connection =>
            {
                connection.Prepare(
                    """
                    UPDATE rollout SET baseline = ?2, weights_json = ?3, phase = ?4, step = ?5, step_since = ?6, highest = max(highest, ?7) WHERE id = ?1
                    """)
                    .Bind(1, rollout.Id).Bind(2, rollout.Baseline).Bind(3, rollout.WeightsJson).Bind(4, rollout.Phase).Bind(5, (long)rollout.Step)
                    .Bind(6, rollout.StepSince).Bind(7, rollout.Highest).Run();
                if (decision is not null)
                {
                    connection.Prepare(
                        """
                        INSERT INTO gate_decision (project_id, rollout_id, at, verdict, reason, phase, step, actor, note, input_zstd, figures_json)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                        """)
                        .Bind(1, decision.ProjectId).Bind(2, decision.RolloutId).Bind(3, decision.At).Bind(4, decision.Verdict)
                        .Bind(5, decision.Reason).Bind(6, decision.Phase).Bind(7, (long)decision.Step).Bind(8, decision.Actor)
                        .Bind(9, decision.Note).Bind(10, decision.InputPacked).Bind(11, decision.FiguresJson).Run();
                }
            },
            durable: decision is not null);
    }

    /// <summary>Decisions, the latest first.</summary>
    public IReadOnlyList<RolloutDecision> Decisions(long projectId, long rolloutId, int most = QueryLimits.DecisionsShown)
    {
        using var reader = database.Read();
        return Decisions(reader.Prepare($"SELECT {DecisionColumns} FROM gate_decision WHERE project_id = ?1 AND rollout_id = ?2 ORDER BY id DESC LIMIT ?3")
            .Bind(1, projectId).Bind(2, rolloutId).Bind(3, (long)most));
    }

    /// <summary>Decisions since a time that nobody was told of, the oldest first.</summary>
    public IReadOnlyList<RolloutDecision> Untold(long since)
    {
        using var reader = database.Read();
        return Decisions(reader.Prepare($"SELECT {DecisionColumns} FROM gate_decision WHERE told_json = '[]' AND at >= ?1 ORDER BY id LIMIT ?2")
            .Bind(1, since).Bind(2, (long)QueryLimits.DecisionsShown));
    }

    /// <summary>A decision with its packed input; null when the project has no such one.</summary>
    public RolloutDecision? Decision(long projectId, long id)
    {
        using var reader = database.Read();
        var found = Decisions(reader.Prepare($"SELECT {DecisionColumns} FROM gate_decision WHERE project_id = ?1 AND id = ?2").Bind(1, projectId).Bind(2, id));
        if (found.Count == 0)
        {
            return null;
        }

        var input = reader.Prepare("SELECT input_zstd FROM gate_decision WHERE id = ?1").Bind(1, id);
        input.Step();
        var packed = input.BlobOrNull(0);
        input.Reset();
        return found[0] with { InputPacked = packed };
    }

    public Rollout? Find(long projectId, long id)
    {
        using var reader = database.Read();
        return Single(reader.Prepare($"SELECT {Columns} FROM rollout WHERE project_id = ?1 AND id = ?2").Bind(1, projectId).Bind(2, id));
    }

    public void Told(long decisionId, string toldJson) => database.Write(
        connection => connection.Prepare("UPDATE gate_decision SET told_json = ?2 WHERE id = ?1").Bind(1, decisionId).Bind(2, toldJson).Run());

    static Rollout? Single(Statement row)
    {
        if (!row.Step())
        {
            return null;
        }

        var rollout = Read(row);
        row.Reset();
        return rollout;
    }

    static Rollout Read(Statement row) => new()
    {
        Id = row.Int64(0),
        ProjectId = row.Int64(1),
        Release = row.Text(2),
        Environment = row.Text(3),
        Baseline = row.TextOrNull(4),
        SettingsJson = row.Text(5),
        WeightsJson = row.TextOrNull(6),
        Phase = row.Text(7),
        Step = row.Int32(8),
        StepSince = row.Int64(9),
        StartedAt = row.Int64(10),
        Highest = row.Double(11),
    };

    static List<RolloutDecision> Decisions(Statement rows)
    {
        var decisions = new List<RolloutDecision>();
        while (rows.Step())
        {
            decisions.Add(new RolloutDecision
            {
                Id = rows.Int64(0),
                ProjectId = rows.Int64(1),
                RolloutId = rows.Int64(2),
                At = rows.Int64(3),
                Verdict = rows.Text(4),
                Reason = rows.Text(5),
                Phase = rows.Text(6),
                Step = rows.Int32(7),
                Actor = rows.Text(8),
                Note = rows.Text(9),
                FiguresJson = rows.Text(10),
                ToldJson = rows.Text(11),
            });
        }

        return decisions;
    }
}
